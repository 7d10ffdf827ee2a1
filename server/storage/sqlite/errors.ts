import { types } from 'node:util';
import { StorageUnavailableError } from '../storage.ts';

/** SQLite's result codes after which nothing was changed, and the same request may well succeed later, some when a person has been there. */
const passing = new Map([
  [5, 'another process holds the database for too long'],
  [6, 'the database is locked'],
  [8, 'the database cannot be written to'],
  [10, 'the disk reports an error'],
  [11, 'the database file is damaged, and a backup has to be put in its place'],
  [13, 'the disk is full'],
  [14, 'the database file cannot be opened'],
  [26, 'the database file is damaged, and a backup has to be put in its place'],
]);

/** Turns SQLite's troubles with disk and file into StorageUnavailableError; anything else is handed back as it is. */
export function explain(error: unknown): unknown {
  if (!types.isNativeError(error) || !('errcode' in error) || typeof error.errcode !== 'number') return error;
  // The low byte is the primary code; the rest says more closely which.
  const reason = passing.get(error.errcode & 0xff);
  return reason === undefined ? error : new StorageUnavailableError(reason, { cause: error });
}

/** Does something at once; resolves or rejects with what comes of it, in words. */
export function explained<T>(job: () => T): Promise<T> {
  return new Promise<T>((resolve) => {
    resolve(job());
  }).catch((error: unknown) => {
    throw explain(error);
  });
}
