/** The client went away, or fell silent for too long, before its request was complete: nobody is there to hear an answer. */
export class ClientGoneError extends Error {
  override readonly name = 'ClientGoneError';

  constructor(cause?: unknown) {
    super('The client went away before its request was complete.', { cause });
  }
}
