import type { DatabaseSync } from 'node:sqlite';
import { SetupError } from '../../errors/index.ts';
import { createAccountLimits } from '../model/account-limits.ts';
import { textColumn } from '../model/rows.ts';
import type { Storage } from '../model/storage.ts';
import { createAccountStore } from './accounts.ts';
import { createAuditLog } from './audit-log.ts';
import { backup, restore } from './backup.ts';
import { createChecker } from './checker/checker.ts';
import { connect } from './connection/database.ts';
import { explained } from './connection/errors.ts';
import { createInventoryStore } from './inventory.ts';
import { createLoginStore } from './logins.ts';
import { migrate, refuseForeign } from './migrations.ts';
import { createNonceStore } from './nonces.ts';
import { createPhoneRequestStore } from './phone-requests.ts';
import { createPointReader } from './point-reader.ts';
import { createReaders, SEARCH_THREADS } from './reader/readers.ts';
import { createRegistrationStore } from './registrations.ts';
import { takeServerLock } from './server-lock.ts';
import { createSessionStore } from './sessions.ts';
import { createWriter } from './writer/writer.ts';

/** Each open listing holds a connection and some megabytes of pages that were read ahead. */
const MAX_LISTINGS = 16;
/** Phones of changes that the writer thread has been given: about a tenth of a second of work. */
const MAX_PHONES_IN_CHANGES = 40_000;

/**
 * Opens the SQLite database in `file`, and creates it if necessary. Several processes may have it open: the command line can
 * add an account while the server runs.
 *
 * @throws SetupError when the file cannot be opened, is not a database, or is of a newer release
 */
export function openSqlite(file: string): Storage {
  const database = open(file);
  const rows = createPointReader(file);
  const writer = createWriter(file);
  const readers = createReaders(file);
  const checker = createChecker(file);
  const limits = createAccountLimits({
    listings: MAX_LISTINGS,
    searches: SEARCH_THREADS,
    changes: MAX_PHONES_IN_CHANGES,
  });
  const selectMetadata = database.prepare('SELECT value FROM metadata WHERE name = ?');
  const getMetadata = (name: string): string | undefined => {
    const row = selectMetadata.get(name);
    return row === undefined ? undefined : textColumn(row, 'value');
  };
  let release: (() => void) | undefined;
  return {
    accounts: createAccountStore({ readers, writer, rows }),
    logins: createLoginStore({ readers, writer, rows }),
    registrations: createRegistrationStore({ writer, readers, rows, limits }),
    phoneRequests: createPhoneRequestStore(readers, writer, limits),
    inventory: createInventoryStore(database, writer, rows),
    auditLog: createAuditLog(readers, writer, limits),
    sessions: createSessionStore(database, writer),
    nonces: createNonceStore(),
    backup: () => backup(file),
    announceServer: () =>
      explained(() => {
        release = takeServerLock(
          file,
          `Another server, or a restore, is using the database ${file}. Stop it, or choose another folder with --data DIR. Several servers need PostgreSQL: see --database.`,
        );
      }),
    restore: (records) => restore(file, records),
    ping: async () => {
      await explained(() => selectMetadata.get(''));
      await checker.check();
    },
    getMetadata: (name) => explained(() => getMetadata(name)),
    setMetadata: async (name, value) => {
      await writer.change({ name: 'setMetadata', input: { name, value } });
    },
    setMetadataIfAbsent: async (name, value) =>
      textColumn(await writer.change({ name: 'setMetadataIfAbsent', input: { name, value } }), 'value'),
    close: async () => {
      await writer.close();
      await readers.close();
      await checker.close();
      rows.close();
      database.close();
      release?.();
    },
  };
}

function open(file: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    refuseForeign(file);
    database = connect(file);
    migrate(database, file);
    return database;
  } catch (error) {
    database?.close();
    if (error instanceof SetupError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new SetupError(
      `The database ${file} cannot be opened: ${reason}. Check that it is a database of gigaset-redirect and that this user may write to it.`,
      { cause: error },
    );
  }
}
