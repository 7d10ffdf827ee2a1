import { openSqlite } from './sqlite.ts';
import type { Storage } from './storage.ts';

/**
 * Opens the database at a location: `postgres://…` (or `postgresql://…`) is a PostgreSQL server, anything else a file of
 * SQLite. Makes what is missing in it.
 *
 * @throws SetupError when it cannot be used as it stands: one sentence says why, without the password
 * @throws StorageUnavailableError when it cannot be reached just now
 */
export async function openStorage(location: string): Promise<Storage> {
  if (!isDatabaseUrl(location)) return openSqlite(location);
  // Whoever keeps everything in a file does not pay for the other.
  const { openPostgres } = await import('./postgres.ts');
  return openPostgres(location);
}

/** Whether a location is that of a database server, and no file. */
export function isDatabaseUrl(location: string): boolean {
  return /^postgres(?:ql)?:\/\//i.test(location);
}
