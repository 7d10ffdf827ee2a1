/** Something did not go as the demo's story says. The message is for a person. */
export class StoryError extends Error {
  override readonly name = 'StoryError';
}
