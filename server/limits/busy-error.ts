/** The server has too much work of this kind. Nothing was changed; the request can be repeated after a while. */
export class BusyError extends Error {
  override readonly name = 'BusyError';
  /** The time to wait before the next attempt, for Retry-After. */
  readonly retryAfterSeconds: number;

  /** @param message a clause without a full stop, such as `too many listings are being read` */
  constructor(message: string, retryAfterSeconds: number) {
    super(message);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
