import { chmodSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** How long another process that writes is waited for, in milliseconds. */
const patience = 5000;

/** A connection that writes. */
export function connect(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { enableForeignKeyConstraints: true, timeout: patience });
  try {
    // Redirect URLs may carry passwords: the file, and those that SQLite puts beside it, are for the server's user alone.
    chmodSync(file, 0o600);
    // With FULL a commit in WAL mode is on the disk before it is answered; NORMAL would lose the last ones in a power cut.
    untilFree(() => database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;'));
    // In pages of 4 KiB, and in KiB: changes are put in their places after 16 MB of them, not after 4, and 16 MB of the tables
    // that they go to are kept at hand, not 2. Lists of phones are registered a sixth faster by it.
    database.exec('PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -16384;');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** A connection that only reads. */
export const connectToRead = (file: string): DatabaseSync =>
  new DatabaseSync(file, { readOnly: true, timeout: patience });

/** SQLite waits for locks, but not for this one: of processes that open a new file together, one makes it a file with a WAL. */
function untilFree(work: () => void): void {
  const end = performance.now() + patience;
  for (;;) {
    try {
      work();
      return;
    } catch (error) {
      const isBusy = error instanceof Error && 'errcode' in error && error.errcode === 5;
      if (!isBusy || performance.now() > end) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}
