import type { Storage } from './model/storage.ts';
import { openSqlite } from './sqlite/index.ts';

/**
 * Opens the database at a location, and creates or updates its schema: `postgres://…` or `postgresql://…` is a PostgreSQL
 * server, anything else an SQLite file.
 *
 * @throws SetupError when the database cannot be used; the message does not contain the password
 * @throws StorageUnavailableError when it cannot be reached now
 */
export async function openStorage(location: string): Promise<Storage> {
  if (!isDatabaseUrl(location)) return openSqlite(location);
  // Loaded on demand, so that a server on SQLite starts without the PostgreSQL driver.
  const { openPostgres } = await import('./postgres/index.ts');
  return openPostgres(location);
}

/** Whether a location is the URL of a database server rather than a file. */
export function isDatabaseUrl(location: string): boolean {
  return /^postgres(?:ql)?:\/\//i.test(location);
}
