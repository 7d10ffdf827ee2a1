/** An ID was not compared, because there were too many wrong ones for this phone. */
export class TooManyGuessesError extends Error {
  override readonly name = 'TooManyGuessesError';
  readonly statusCode = 429;
  readonly retryAfterSeconds: number;

  constructor(mac: string, retryAfterMs: number) {
    const seconds = Math.ceil(retryAfterMs / 1000);
    super(`There were too many wrong IDs for ${mac}. Nothing was changed. Try again in ${seconds} seconds.`);
    this.retryAfterSeconds = seconds;
  }
}
