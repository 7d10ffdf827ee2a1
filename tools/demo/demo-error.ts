/** A step of the demo failed. The message is meant for the user. */
export class DemoError extends Error {
  override readonly name = 'DemoError';
}
