import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { SetupError } from '../errors/index.ts';
import { isDatabaseUrl, openStorage, type Storage } from '../storage/index.ts';
import { dataFolderAt, prepareDataFolder } from './data-folder.ts';
import { redactUrl } from '#autoprov';

/** Where the data of a server is. */
export interface DataLocation {
  /** The data folder, with the key and, unless `database` is set, the SQLite database. Created when needed. */
  readonly data: string;
  /** The URL of a PostgreSQL database; empty or undefined for SQLite. */
  readonly database?: string | undefined;
}

/**
 * Opens the database, and creates it if necessary.
 *
 * @throws SetupError when it cannot be used
 * @throws StorageUnavailableError when it cannot be reached now
 */
export async function openData({ data, database }: DataLocation): Promise<Storage> {
  if (!isGiven(database)) return openStorage(prepareDataFolder(data).database);
  // The message does not quote the value, which may contain a password.
  if (!isDatabaseUrl(database)) {
    throw new SetupError(
      'The database is not a PostgreSQL URL: postgres://USER:PASSWORD@HOST:5432/DATABASE. For SQLite, set only the folder with --data DIR.',
    );
  }
  return openStorage(database);
}

/**
 * Opens the database, and creates nothing.
 *
 * @throws SetupError when there is no database
 */
export async function openExistingData(location: DataLocation): Promise<Storage> {
  if (!isGiven(location.database) && !existsSync(dataFolderAt(location.data).database)) {
    throw new SetupError(
      `There is no database in ${resolve(location.data)}. Choose its folder with --data DIR, or create one: gigaset-redirect account add NAME`,
    );
  }
  return openData(location);
}

/** Opens storage, passes it to `use`, and closes it in any case. */
export async function using<T>(opening: Promise<Storage>, use: (storage: Storage) => Promise<T>): Promise<T> {
  const storage = await opening;
  try {
    return await use(storage);
  } finally {
    await storage.close();
  }
}

/** The location for messages, without a password. */
export function describeData({ data, database }: DataLocation): string {
  if (!isGiven(database)) return resolve(data);
  const [, hostAndName = ''] = /^[^:]+:\/\/(?:.*@)?([^?#]*)/.exec(redactUrl(database)) ?? [];
  return `PostgreSQL ${hostAndName}`.trimEnd();
}

/** An empty environment variable counts as unset. */
function isGiven(database: string | undefined): database is string {
  return database !== undefined && database !== '';
}
