import { types } from 'node:util';
import { StorageUnavailableError } from '../../model/storage.ts';

/** SQLite's primary result codes after which nothing was changed and a retry may succeed, perhaps after a repair. */
const transientErrors = new Map([
  [5, 'another process kept the database locked'],
  [6, 'the database is locked'],
  [8, 'the database is read-only'],
  [10, 'the disk reports an error'],
  [11, 'the database file is damaged; restore a backup'],
  [13, 'the disk is full'],
  [14, 'the database file cannot be opened'],
  [26, 'the database file is damaged; restore a backup'],
]);

/** Whether another connection holds a lock that a statement needs (SQLITE_BUSY). */
export function isBusy(error: unknown): boolean {
  return types.isNativeError(error) && 'errcode' in error && error.errcode === 5;
}

/** Converts an SQLite error about disk or file to StorageUnavailableError; returns any other error unchanged. */
export function explain(error: unknown): unknown {
  if (!types.isNativeError(error) || !('errcode' in error) || typeof error.errcode !== 'number') return error;
  // The low byte is the primary code.
  const reason = transientErrors.get(error.errcode & 0xff);
  return reason === undefined ? error : new StorageUnavailableError(reason, { cause: error });
}

/** Runs a synchronous job now; the promise rejects with the explained error. */
export function explained<T>(job: () => T): Promise<T> {
  return new Promise<T>((resolve) => {
    resolve(job());
  }).catch((error: unknown) => {
    throw explain(error);
  });
}
