import { CommandError } from './command.ts';
import type * as Server from '#server';

/**
 * Loads the server and passes it to `use`. It is loaded on demand, because fastify and SQLite take longer to load than most
 * commands take to run. Errors that are meant for people become errors of the command.
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
      throw new CommandError(`The outcome is unknown: ${error.message}.`, undefined, { cause: error });
    }
    throw error;
  }
}
