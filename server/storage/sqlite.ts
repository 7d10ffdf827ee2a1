import type { DatabaseSync } from 'node:sqlite';
import { SetupError } from '../setup-error.ts';
import { textColumn } from './columns.ts';
import { createMemoryNonces } from './memory-nonces.ts';
import { createAccountStore } from './sqlite/accounts.ts';
import { createAuditLog } from './sqlite/audit-log.ts';
import { backup, restore } from './sqlite/backup.ts';
import { connect } from './sqlite/database.ts';
import { explained } from './sqlite/errors.ts';
import { createInventoryStore } from './sqlite/inventory.ts';
import { migrate } from './sqlite/migrations.ts';
import { createReaders } from './sqlite/reading/readers.ts';
import { createRegistrationStore } from './sqlite/registrations.ts';
import { createSessionStore } from './sqlite/sessions.ts';
import { createTurnReader } from './sqlite/turn-reader.ts';
import { createWriter } from './sqlite/writing/writer.ts';
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
  const writer = createWriter(file);
  const readers = createReaders(file);
  const selectMetadata = database.prepare('SELECT value FROM metadata WHERE name = ?');
  const getMetadata = (name: string): string | undefined => {
    const row = selectMetadata.get(name);
    return row === undefined ? undefined : textColumn(row, 'value');
  };
  return {
    accounts: createAccountStore({ readers, writer, rows }),
    registrations: createRegistrationStore({ writer, readers, rows }),
    inventory: createInventoryStore(database, writer, rows),
    auditLog: createAuditLog(readers, writer),
    sessions: createSessionStore(database, writer),
    nonces: createMemoryNonces(),
    backup: () => backup(file),
    restore: (records) => restore(file, records),
    ping: () =>
      explained(() => {
        selectMetadata.get('');
      }),
    getMetadata: (name) => explained(() => getMetadata(name)),
    setMetadataIfAbsent: async (name, value) =>
      textColumn(await writer.change({ name: 'setMetadataIfAbsent', input: { name, value } }), 'value'),
    close: async () => {
      await writer.close();
      await readers.close();
      rows.close();
      database.close();
    },
  };
}

function open(file: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = connect(file);
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
