import { chmodSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { SetupError } from '../../errors/index.ts';
import { explain, isBusy } from './connection/errors.ts';

/**
 * Takes the lock that one process at a time may hold: the server that uses the database, or a restore. The kernel releases it
 * when the process ends, however it ends. Other commands do not need it.
 *
 * It is the lock of an empty SQLite database beside the real one, because Node.js itself has no file locks.
 *
 * @returns releases the lock
 * @throws SetupError with `inUse` when another process holds it
 */
export function takeServerLock(file: string, inUse: string): () => void {
  const path = `${file}-lock`;
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: 0 });
    chmodSync(path, 0o600);
    database.exec('BEGIN EXCLUSIVE');
    const held = database;
    return () => held.close();
  } catch (error) {
    database?.close();
    throw isBusy(error) ? new SetupError(inUse, { cause: error }) : explain(error);
  }
}
