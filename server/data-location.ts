import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { dataFolderAt, prepareDataFolder } from './data-folder.ts';
import { SetupError } from './setup-error.ts';
import { isDatabaseUrl, openStorage, type Storage } from './storage/index.ts';

/** Where what a server keeps is found. */
export interface DataLocation {
  /** The data folder: key and database, or the key alone. Made when it is needed and not there. */
  readonly data: string;
  /** The URL of a PostgreSQL database, instead of the file in the data folder. */
  readonly database?: string | undefined;
}

/**
 * Opens the database, and makes it if need be.
 *
 * @throws SetupError when it cannot be used as it stands
 * @throws StorageUnavailableError when it cannot be reached just now
 */
export async function openData({ data, database }: DataLocation): Promise<Storage> {
  if (!isGiven(database)) return openStorage(prepareDataFolder(data).database);
  // The text itself is not told: it may hold a password.
  if (!isDatabaseUrl(database)) {
    throw new SetupError(
      'The database is given as postgres://USER:PASSWORD@HOST:5432/DATABASE; for SQLite give only a folder, with --data DIR.',
    );
  }
  return openStorage(database);
}

/**
 * The same for who only looks, or changes what must be there already: it makes nothing.
 *
 * @throws SetupError when there is no database
 */
export async function openExistingData(location: DataLocation): Promise<Storage> {
  if (!isGiven(location.database) && !existsSync(dataFolderAt(location.data).database)) {
    throw new SetupError(
      `There is no database in ${resolve(location.data)}. Give its folder with --data DIR, or begin one: gigaset-redirect account add NAME`,
    );
  }
  return openData(location);
}

/** Uses a database that is being opened, and lets go of it whatever happens. */
export async function using<T>(opening: Promise<Storage>, use: (storage: Storage) => Promise<T>): Promise<T> {
  const storage = await opening;
  try {
    return await use(storage);
  } finally {
    await storage.close();
  }
}

/** Where the database is, in words that hold no password. */
export function describeData({ data, database }: DataLocation): string {
  if (!isGiven(database)) return resolve(data);
  const { host, pathname } = URL.canParse(database) ? new URL(database) : { host: '', pathname: '' };
  return `PostgreSQL ${host}${pathname}`.trimEnd();
}

/** An environment variable that is set to nothing counts as none. */
function isGiven(database: string | undefined): database is string {
  return database !== undefined && database !== '';
}
