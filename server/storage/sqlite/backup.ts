import type { DatabaseSync } from 'node:sqlite';
import { type BackupRecord, backupTables } from '../model/backup.ts';
import { askedColumns } from '../model/rows.ts';
import { NotEmptyError } from '../model/storage.ts';
import { connect, connectToRead } from './connection/database.ts';
import { explain } from './connection/errors.ts';
import { takeServerLock } from './server-lock.ts';

/** All records of one consistent snapshot, read on a connection of its own without blocking writers. */
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
 * Inserts records into an empty database in one transaction; returns their number.
 *
 * The records may arrive slowly, as from a pipe. They are collected in temporary tables, which belong to this connection, so
 * that the database is locked only while they are copied.
 */
export async function restore(file: string, records: AsyncIterable<BackupRecord>): Promise<number> {
  const release = takeServerLock(
    file,
    `A server is using the database ${file}. A backup is restored only while no server runs. Nothing was changed. Stop the server, then run the command again.`,
  );
  let database: DatabaseSync | undefined;
  try {
    database = connect(file);
    database.exec(`PRAGMA temp_store = FILE; ${stagingTables}`);
    const stage = createStager(database);
    let count = 0;
    database.exec('BEGIN');
    for await (const record of records) {
      stage(record);
      count++;
    }
    database.exec('COMMIT; BEGIN IMMEDIATE');
    const select = 'SELECT 1 FROM main.accounts UNION ALL SELECT 1 FROM main.inventory LIMIT 1';
    if (database.prepare(select).get() !== undefined) {
      throw new NotEmptyError('this database has accounts or an inventory already');
    }
    database.exec(copyStaged);
    database.exec('COMMIT');
    return count;
  } catch (error) {
    throw explain(error);
  } finally {
    // Closing rolls back an open transaction and drops the temporary tables.
    database?.close();
    release();
  }
}

const stagingTables = `
  CREATE TEMP TABLE staged_metadata (name, value);
  CREATE TEMP TABLE staged_accounts (name, created_at, disabled_at);
  CREATE TEMP TABLE staged_logins (account, name, role, password_hash, created_at, disabled_at);
  CREATE TEMP TABLE staged_registrations (
    account, mac, provider_name, url, encrypted_url, registered_at, encrypted_id, ${askedColumns});
  CREATE TEMP TABLE staged_inventory (mac, encrypted_id);
  CREATE TEMP TABLE staged_audit_log (
    account, at, login, channel, address, program, action, macs, url, provider_name, subject, role);`;

// In their original order. An unknown account becomes NULL, which violates a constraint.
const copyStaged = `
  INSERT OR REPLACE INTO main.metadata (name, value) SELECT name, value FROM staged_metadata ORDER BY rowid;
  INSERT INTO main.accounts (name, created_at, disabled_at)
    SELECT name, created_at, disabled_at FROM staged_accounts ORDER BY rowid;
  INSERT INTO main.logins (account_id, name, role, password_hash, created_at, disabled_at)
    SELECT (SELECT id FROM main.accounts WHERE name = account), name, role, password_hash, created_at, disabled_at
    FROM staged_logins ORDER BY rowid;
  INSERT INTO main.registrations (
      account_id, mac, provider_name, url, encrypted_url, registered_at, encrypted_id, ${askedColumns})
    SELECT (SELECT id FROM main.accounts WHERE name = account), mac, provider_name, url, encrypted_url, registered_at,
      encrypted_id, ${askedColumns}
    FROM staged_registrations ORDER BY rowid;
  INSERT OR REPLACE INTO main.inventory (mac, encrypted_id) SELECT mac, encrypted_id FROM staged_inventory ORDER BY rowid;
  INSERT INTO main.audit_log (
      account_id, at, login, channel, address, program, action, macs, url, provider_name, subject, role)
    SELECT (SELECT id FROM main.accounts WHERE name = account), at, login, channel, address, program, action, macs, url,
      provider_name, subject, role
    FROM staged_audit_log ORDER BY rowid;`;

function createStager(database: DatabaseSync): (record: BackupRecord) => void {
  const metadata = database.prepare('INSERT INTO staged_metadata VALUES (?, ?)');
  const accounts = database.prepare('INSERT INTO staged_accounts VALUES (?, ?, ?)');
  const logins = database.prepare('INSERT INTO staged_logins VALUES (?, ?, ?, ?, ?, ?)');
  const registrations = database.prepare(
    'INSERT INTO staged_registrations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const inventory = database.prepare('INSERT INTO staged_inventory VALUES (?, ?)');
  const audit = database.prepare('INSERT INTO staged_audit_log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  return (record) => {
    switch (record.kind) {
      case 'metadata':
        metadata.run(record.name, record.value);
        break;
      case 'account':
        accounts.run(record.name, record.createdAt, record.disabledAt);
        break;
      case 'login': {
        const { account, name, role, passwordHash, createdAt, disabledAt } = record;
        logins.run(account, name, role, passwordHash, createdAt, disabledAt);
        break;
      }
      case 'registration': {
        const { account, mac, providerName, url, encryptedUrl, registeredAt, encryptedId } = record;
        const wholeUrl = encryptedUrl === null ? null : Buffer.from(encryptedUrl, 'base64');
        const id = Buffer.from(encryptedId, 'base64');
        const { redirectedAt, redirectedFrom, redirectOutcome, redirectedTo } = record;
        const redirected = [redirectedAt, redirectedFrom, redirectOutcome, redirectedTo];
        const refused = [record.refusedAt, record.refusedFrom, record.refusalOutcome];
        registrations.run(account, mac, providerName, url, wholeUrl, registeredAt, id, ...redirected, ...refused);
        break;
      }
      case 'inventory':
        inventory.run(record.mac, Buffer.from(record.encryptedId, 'base64'));
        break;
      case 'audit': {
        const { account, at, login, channel, address, program, action, url, providerName, subject, role } = record;
        const macs = record.macs.join(' ');
        audit.run(account, at, login, channel, address, program, action, macs, url, providerName, subject, role);
        break;
      }
    }
  };
}
