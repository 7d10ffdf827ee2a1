import { DatabaseSync } from 'node:sqlite';
import type { BackupRecord } from '../backup-record.ts';
import { backupTables } from '../backup-tables.ts';
import { NotEmptyError } from '../storage.ts';

/** All records, read on a connection of its own in one transaction: a snapshot, which stops nobody. */
// eslint-disable-next-line @typescript-eslint/require-await -- the interface is asynchronous, this database is not
export async function* backup(file: string): AsyncGenerator<BackupRecord> {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5000 });
  try {
    database.exec('BEGIN');
    for (const { query, record } of backupTables) {
      for (const row of database.prepare(query).iterate()) yield record(row);
    }
  } finally {
    database.close();
  }
}

/** Puts records into an empty database, in one transaction on a connection of its own. */
export async function restore(file: string, records: AsyncIterable<BackupRecord>): Promise<number> {
  const database = new DatabaseSync(file, { enableForeignKeyConstraints: true, timeout: 5000 });
  try {
    database.exec('PRAGMA synchronous = FULL; BEGIN IMMEDIATE');
    if (database.prepare('SELECT 1 FROM accounts LIMIT 1').get() !== undefined) {
      throw new NotEmptyError('this database has accounts already');
    }
    const put = insertions(database);
    let count = 0;
    for await (const record of records) {
      put(record);
      count++;
    }
    database.exec('COMMIT');
    return count;
  } finally {
    // What is not committed is rolled back with the connection.
    database.close();
  }
}

function insertions(database: DatabaseSync): (record: BackupRecord) => void {
  const account = '(SELECT id FROM accounts WHERE name = ?)';
  const remembered = database.prepare('INSERT OR REPLACE INTO remembered (name, value) VALUES (?, ?)');
  const accounts = database.prepare(
    'INSERT INTO accounts (name, password_hash, created_at, disabled_at) VALUES (?, ?, ?, ?)',
  );
  const registrations = database.prepare(
    `INSERT INTO registrations (account_id, mac, provider_name, url, registered_at, sealed_id) VALUES (${account}, ?, ?, ?, ?, ?)`,
  );
  const inventory = database.prepare('INSERT OR REPLACE INTO inventory (mac, sealed_id) VALUES (?, ?)');
  const trail = database.prepare(
    `INSERT INTO trail (account_id, at, door, action, macs, url, provider_name) VALUES (${account}, ?, ?, ?, ?, ?, ?)`,
  );
  return (record) => {
    switch (record.kind) {
      case 'remembered':
        remembered.run(record.name, record.value);
        break;
      case 'account':
        accounts.run(record.name, record.passwordHash, record.createdAt, record.disabledAt);
        break;
      case 'registration': {
        const { account: owner, mac, providerName, url, registeredAt, sealedId } = record;
        registrations.run(owner, mac, providerName, url, registeredAt, Buffer.from(sealedId, 'base64'));
        break;
      }
      case 'inventory':
        inventory.run(record.mac, Buffer.from(record.sealedId, 'base64'));
        break;
      case 'trail': {
        const { account: owner, at, door, action, macs, url, providerName } = record;
        trail.run(owner, at, door, action, macs.join(' '), url, providerName);
        break;
      }
    }
  };
}
