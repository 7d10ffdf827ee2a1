import { textColumn } from './columns.ts';
import { createAccountStore } from './postgres/accounts.ts';
import { addressOf } from './postgres/address.ts';
import { createAuditLog } from './postgres/audit-log.ts';
import { backup, restore } from './postgres/backup.ts';
import { connect } from './postgres/database.ts';
import { explainOpening } from './postgres/errors.ts';
import { createInventoryStore } from './postgres/inventory.ts';
import { migrate } from './postgres/migrations.ts';
import { createNonceStore } from './postgres/nonces.ts';
import { createRegistrationStore } from './postgres/registrations.ts';
import { createSessionStore } from './postgres/sessions.ts';
import type { Storage } from './storage.ts';

/**
 * Opens the PostgreSQL database at `postgres://USER:PASSWORD@HOST:5432/DATABASE`, and makes its tables, if need be. Several
 * instances of the server, on several machines, may share it; each has at most 20 connections. It may be started anew
 * meanwhile.
 *
 * @throws SetupError when the URL is wrong, or the server does not let us in, or there is no such database, or it is of a
 * newer release
 * @throws StorageUnavailableError when the server cannot be reached just now
 */
export async function openPostgres(url: string): Promise<Storage> {
  const address = addressOf(url);
  const database = connect(url);
  try {
    await migrate(database, address);
  } catch (error) {
    await database.close();
    throw explainOpening(error, address);
  }
  const getMetadata = async (name: string): Promise<string | undefined> => {
    const [row] = await database.read({ text: 'SELECT value FROM metadata WHERE name = $1', values: [name] });
    return row && textColumn(row, 'value');
  };
  return {
    accounts: createAccountStore(database),
    registrations: createRegistrationStore(database),
    inventory: createInventoryStore(database),
    auditLog: createAuditLog(database),
    sessions: createSessionStore(database),
    nonces: createNonceStore(database),
    backup: () => backup(database),
    restore: (records) => restore(database, records),
    ping: async () => {
      await database.read({ text: 'SELECT 1' });
    },
    getMetadata,
    setMetadataIfAbsent: async (name, value) => {
      // Writing again what is there makes the statement answer with it.
      const [row] = await database.write({
        text: `INSERT INTO metadata (name, value) VALUES ($1, $2)
               ON CONFLICT (name) DO UPDATE SET value = metadata.value RETURNING value`,
        values: [name, value],
      });
      return row === undefined ? value : textColumn(row, 'value');
    },
    close: () => database.close(),
  };
}
