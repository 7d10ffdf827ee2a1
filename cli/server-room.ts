import { CommandError } from './command.ts';
import type * as ServerRoom from '#server';

/**
 * Opens the server's room, and only then: fastify and SQLite take longer to load than most commands take to run.
 * What the server says in a sentence for people becomes the command's own error.
 */
export async function withServerRoom<T>(use: (room: typeof ServerRoom) => Promise<T>): Promise<T> {
  const room = await import('#server');
  try {
    return await use(room);
  } catch (error) {
    if (error instanceof room.SetupError) throw new CommandError(error.message, undefined, { cause: error });
    if (error instanceof room.StorageUnavailableError) {
      throw new CommandError(`Nothing was changed: ${error.message}.`, undefined, { cause: error });
    }
    if (error instanceof room.OutcomeUnknownError) {
      throw new CommandError(`It is not certain whether this was done: ${error.message}.`, undefined, { cause: error });
    }
    throw error;
  }
}
