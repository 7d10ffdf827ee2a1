import { createAccountLimits } from '../model/account-limits.ts';
import { textColumn } from '../model/rows.ts';
import type { Storage } from '../model/storage.ts';
import { createAccountStore } from './accounts.ts';
import { addressOf, driverUrl } from './address.ts';
import { createAuditLog } from './audit-log.ts';
import { backup, restore } from './backup.ts';
import { connect, MAX_SNAPSHOTS, MAX_WORKING } from './database.ts';
import { explainOpening } from './errors.ts';
import { createGuessStore } from './guesses.ts';
import { createInventoryStore } from './inventory.ts';
import { createLoginStore } from './logins.ts';
import { migrate } from './migrations.ts';
import { createNonceStore } from './nonces.ts';
import { createPhoneRequestStore } from './phone-requests.ts';
import { announce, type Presence } from './presence.ts';
import { createRegistrationStore } from './registrations.ts';
import { createSessionStore } from './sessions.ts';

/** Connections that searches and changes leave to phones and logins, which must not wait for a long statement. */
const FREE_CONNECTIONS = 2;
const MAX_SEARCHES = 3;
const MAX_CHANGES = MAX_WORKING - MAX_SEARCHES - FREE_CONNECTIONS;

/** What requests need; a missing or damaged one makes the server not ready. */
const tables = [
  'accounts',
  'logins',
  'registrations',
  'unregistered_phones',
  'metadata',
  'inventory',
  'audit_log',
  'sessions',
  'nonces',
];

/**
 * Opens the PostgreSQL database at `postgres://USER:PASSWORD@HOST:5432/DATABASE` and brings its schema up to date. Instances
 * of the server on several machines may share it; each uses at most 20 connections and survives a restart of PostgreSQL.
 *
 * @throws SetupError when the URL is wrong, access is denied, or the database is missing or of a newer release
 * @throws StorageUnavailableError when the database server cannot be reached now
 */
export async function openPostgres(url: string): Promise<Storage> {
  const address = addressOf(url);
  const database = connect(driverUrl(url));
  const limits = createAccountLimits({
    listings: MAX_SNAPSHOTS,
    searches: MAX_SEARCHES,
    changes: MAX_CHANGES,
  });
  try {
    await migrate(database, address);
  } catch (error) {
    await database.close();
    throw explainOpening(error, address);
  }
  let presence: Presence | undefined;
  return {
    accounts: createAccountStore(database),
    logins: createLoginStore(database),
    registrations: createRegistrationStore(database, limits),
    phoneRequests: createPhoneRequestStore(database, limits),
    inventory: createInventoryStore(database),
    auditLog: createAuditLog(database, limits),
    sessions: createSessionStore(database),
    nonces: createNonceStore(database),
    guesses: createGuessStore(database),
    backup: () => backup(database),
    announceServer: async (onLost) => {
      presence = await announce(database, onLost);
    },
    restore: (records) => restore(database, records),
    ping: async () => {
      await database.read({ text: `SELECT ${tables.map((name) => `EXISTS (SELECT FROM ${name})`).join(', ')}` });
    },
    getMetadata: async (name) => {
      const [row] = await database.read({ text: 'SELECT value FROM metadata WHERE name = $1', values: [name] });
      return row && textColumn(row, 'value');
    },
    setMetadata: async (name, value) => {
      await database.write({
        text: 'INSERT INTO metadata (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
        values: [name, value],
      });
    },
    setMetadataIfAbsent: async (name, value) => {
      // The update of an existing row to its own value makes the statement return it.
      const [row] = await database.write({
        text: `INSERT INTO metadata (name, value) VALUES ($1, $2)
               ON CONFLICT (name) DO UPDATE SET value = metadata.value RETURNING value`,
        values: [name, value],
      });
      return row === undefined ? value : textColumn(row, 'value');
    },
    close: async () => {
      await presence?.end();
      await database.close();
    },
  };
}
