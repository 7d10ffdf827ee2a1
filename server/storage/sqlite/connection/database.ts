import { chmodSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { isBusy } from './errors.ts';

/** How long a statement waits for a lock that another process holds. */
const LOCK_TIMEOUT_MS = 5000;

/** Opens a connection that can write, and creates the file if necessary. */
export function connect(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { enableForeignKeyConstraints: true, timeout: LOCK_TIMEOUT_MS });
  try {
    // Redirect URLs may contain passwords: only the owner may read the file and those that SQLite creates beside it.
    chmodSync(file, 0o600);
    // In WAL mode, FULL makes each commit durable; NORMAL could lose the last ones in a power cut.
    retryWhileBusy(() => database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;'));
    // A checkpoint every 16 MB of WAL (in pages of 4 KiB) instead of 4 MB, and 16 MB of cache (in KiB) instead of 2 MB: lists of
    // phones are registered a sixth faster.
    database.exec('PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -16384;');
    // After a slow reader has made the WAL grow, the next reset gives the space back (32 MB stay).
    database.exec('PRAGMA journal_size_limit = 33554432;');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Opens a read-only connection. */
export const connectToRead = (file: string): DatabaseSync =>
  new DatabaseSync(file, { readOnly: true, timeout: LOCK_TIMEOUT_MS });

/** SQLite does not wait for the lock of a switch to WAL mode, which processes that open a new file together compete for. */
function retryWhileBusy(work: () => void): void {
  const deadline = performance.now() + LOCK_TIMEOUT_MS;
  for (;;) {
    try {
      work();
      return;
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}
