import type { DatabaseSync } from 'node:sqlite';
import type { BackupRecord } from '../backup-record.ts';
import { backupTables } from '../backup-tables.ts';
import { NotEmptyError } from '../storage.ts';
import { connect, connectToRead } from './database.ts';
import { explain } from './errors.ts';

/** All records, read on a connection of its own in one transaction: a snapshot, which stops nobody. */
// eslint-disable-next-line @typescript-eslint/require-await -- the interface is asynchronous, this database is not
export async function* backup(file: string): AsyncGenerator<BackupRecord> {
  let database: DatabaseSync | undefined;
  try {
    database = connectToRead(file);
    database.exec('BEGIN');
    for (const { query, record } of backupTables) {
      for (const row of database.prepare(query).iterate()) yield record(row);
    }
  } catch (error) {
    throw explain(error);
  } finally {
    database?.close();
  }
}

/**
 * Puts records into an empty database, in one transaction on a connection of its own.
 *
 * They may come slowly, as from a pipe. So they are gathered in temporary tables first, which are a file of this connection alone;
 * the database itself is locked only while they are put in their places.
 */
export async function restore(file: string, records: AsyncIterable<BackupRecord>): Promise<number> {
  let database: DatabaseSync | undefined;
  try {
    database = connect(file);
    database.exec(`PRAGMA temp_store = FILE; ${gathered}`);
    const gather = gatherer(database);
    let count = 0;
    database.exec('BEGIN');
    for await (const record of records) {
      gather(record);
      count++;
    }
    database.exec('COMMIT; BEGIN IMMEDIATE');
    if (database.prepare('SELECT 1 FROM main.accounts LIMIT 1').get() !== undefined) {
      throw new NotEmptyError('this database has accounts already');
    }
    database.exec(putInPlace);
    database.exec('COMMIT');
    return count;
  } catch (error) {
    throw explain(error);
  } finally {
    // What is not committed is rolled back with the connection, and what was gathered goes.
    database?.close();
  }
}

const gathered = `
  CREATE TEMP TABLE given_metadata (name, value);
  CREATE TEMP TABLE given_accounts (name, password_hash, created_at, disabled_at);
  CREATE TEMP TABLE given_registrations (account, mac, provider_name, url, registered_at, encrypted_id);
  CREATE TEMP TABLE given_inventory (mac, encrypted_id);
  CREATE TEMP TABLE given_audit_log (account, at, channel, action, macs, url, provider_name);`;

// In the order in which they came. An account that is not there is NULL, which no table takes.
const putInPlace = `
  INSERT OR REPLACE INTO main.metadata (name, value) SELECT name, value FROM given_metadata ORDER BY rowid;
  INSERT INTO main.accounts (name, password_hash, created_at, disabled_at)
    SELECT name, password_hash, created_at, disabled_at FROM given_accounts ORDER BY rowid;
  INSERT INTO main.registrations (account_id, mac, provider_name, url, registered_at, encrypted_id)
    SELECT (SELECT id FROM main.accounts WHERE name = account), mac, provider_name, url, registered_at, encrypted_id
    FROM given_registrations ORDER BY rowid;
  INSERT OR REPLACE INTO main.inventory (mac, encrypted_id) SELECT mac, encrypted_id FROM given_inventory ORDER BY rowid;
  INSERT INTO main.audit_log (account_id, at, channel, action, macs, url, provider_name)
    SELECT (SELECT id FROM main.accounts WHERE name = account), at, channel, action, macs, url, provider_name
    FROM given_audit_log ORDER BY rowid;`;

function gatherer(database: DatabaseSync): (record: BackupRecord) => void {
  const metadata = database.prepare('INSERT INTO given_metadata VALUES (?, ?)');
  const accounts = database.prepare('INSERT INTO given_accounts VALUES (?, ?, ?, ?)');
  const registrations = database.prepare('INSERT INTO given_registrations VALUES (?, ?, ?, ?, ?, ?)');
  const inventory = database.prepare('INSERT INTO given_inventory VALUES (?, ?)');
  const audit = database.prepare('INSERT INTO given_audit_log VALUES (?, ?, ?, ?, ?, ?, ?)');
  return (record) => {
    switch (record.kind) {
      case 'metadata':
        metadata.run(record.name, record.value);
        break;
      case 'account':
        accounts.run(record.name, record.passwordHash, record.createdAt, record.disabledAt);
        break;
      case 'registration': {
        const { account, mac, providerName, url, registeredAt, encryptedId } = record;
        registrations.run(account, mac, providerName, url, registeredAt, Buffer.from(encryptedId, 'base64'));
        break;
      }
      case 'inventory':
        inventory.run(record.mac, Buffer.from(record.encryptedId, 'base64'));
        break;
      case 'audit': {
        const { account, at, channel, action, macs, url, providerName } = record;
        audit.run(account, at, channel, action, macs.join(' '), url, providerName);
        break;
      }
    }
  };
}
