import { chmodSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { SetupError } from '../setup-error.ts';
import { textColumn } from './columns.ts';
import { createMemoryNonces } from './memory-nonces.ts';
import { createAccountStore } from './sqlite/accounts.ts';
import { backup, restore } from './sqlite/backup.ts';
import { explained } from './sqlite/errors.ts';
import { createInventoryStore } from './sqlite/inventory.ts';
import { migrate } from './sqlite/migrations.ts';
import { createReaders } from './sqlite/readers.ts';
import { createRegistrationStore } from './sqlite/registrations.ts';
import { createSessionStore } from './sqlite/sessions.ts';
import { createTrailStore, createTrailWriter } from './sqlite/trail.ts';
import { createTurnReader } from './sqlite/turn-reader.ts';
import { createWriter } from './sqlite/writer.ts';
import type { Storage } from './storage.ts';

/**
 * Opens (and makes, if need be) the SQLite database in `file`. Several processes may have it open: the command line adds an
 * account while the server serves.
 *
 * @throws SetupError when the file cannot be opened, is no database, or is of a newer release
 */
export function openSqlite(file: string): Storage {
  const database = open(file);
  const rows = createTurnReader(file);
  const writer = createWriter(database);
  const readers = createReaders(file);
  const addToTrail = createTrailWriter(database);
  const selectRemembered = database.prepare('SELECT value FROM remembered WHERE name = ?');
  const insertRemembered = database.prepare('INSERT INTO remembered VALUES (?, ?) ON CONFLICT (name) DO NOTHING');
  const recall = (name: string): string | undefined => {
    const row = selectRemembered.get(name);
    return row === undefined ? undefined : textColumn(row, 'value');
  };
  return {
    accounts: createAccountStore({ database, writer, rows, addToTrail }),
    registrations: createRegistrationStore({ database, writer, readers, rows, addToTrail }),
    inventory: createInventoryStore(database, writer, rows),
    trail: createTrailStore(database, writer),
    sessions: createSessionStore(database, writer),
    nonces: createMemoryNonces(),
    backup: () => backup(file),
    restore: (records) => restore(file, records),
    ping: () =>
      explained(() => {
        selectRemembered.get('');
      }),
    recall: (name) => explained(() => recall(name)),
    rememberOnce: (name, value) =>
      writer.write(() => {
        insertRemembered.run(name, value);
        return recall(name) ?? value;
      }),
    close: async () => {
      // An empty job: what was queued before it is durable when it is.
      await writer.write(() => undefined);
      readers.close();
      rows.close();
      database.close();
    },
  };
}

function open(file: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { enableForeignKeyConstraints: true, timeout: 5000 });
    // Redirect URLs may carry passwords: the file is for the server's user alone.
    chmodSync(file, 0o600);
    // With FULL a commit in WAL mode is on the disk before it is answered; NORMAL would lose the last ones in a power cut.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    // In pages of 4 KiB, and in KiB: changes are put in their places after 16 MB of them, not after 4, and 16 MB of the tables
    // that they go to are kept at hand, not 2. Lists of phones are registered a sixth faster by it.
    database.exec('PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -16384;');
    migrate(database, file);
    return database;
  } catch (error) {
    database?.close();
    if (error instanceof SetupError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new SetupError(
      `The database ${file} cannot be opened: ${reason}. Is it a database of gigaset-redirect, and yours to write?`,
      { cause: error },
    );
  }
}
