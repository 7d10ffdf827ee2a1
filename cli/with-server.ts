import { CommandError } from './command.ts';
import type * as Server from '#server';

/**
 * Opens the server's server, and only then: fastify and SQLite take longer to load than most commands take to run.
 * What the server says in a sentence for people becomes the command's own error.
 */
export async function withServer<T>(use: (server: typeof Server) => Promise<T>): Promise<T> {
  const server = await import('#server');
  try {
    return await use(server);
  } catch (error) {
    if (error instanceof server.SetupError) throw new CommandError(error.message, undefined, { cause: error });
    if (error instanceof server.StorageUnavailableError) {
      throw new CommandError(`Nothing was changed: ${error.message}.`, undefined, { cause: error });
    }
    if (error instanceof server.OutcomeUnknownError) {
      throw new CommandError(`It is not certain whether this was done: ${error.message}.`, undefined, { cause: error });
    }
    throw error;
  }
}
