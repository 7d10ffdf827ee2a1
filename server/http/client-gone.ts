/** The client disconnected, or sent nothing for too long, before its request was complete. */
export class ClientGoneError extends Error {
  override readonly name = 'ClientGoneError';

  constructor(cause?: unknown) {
    super('The client disconnected before its request was complete.', { cause });
  }
}
