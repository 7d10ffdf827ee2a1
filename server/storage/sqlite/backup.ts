import { DatabaseSync } from 'node:sqlite';
import type { BackupRecord } from '../backup-record.ts';
import { NotEmptyError } from '../storage.ts';
import { isAction, isDoor } from '../trail-store.ts';
import { bytesColumn, integerColumn, type Row, textColumn } from './columns.ts';

/** How each table becomes records, in the order in which they are put back. */
const tables: readonly { readonly query: string; readonly record: (row: Row) => BackupRecord }[] = [
  {
    query: 'SELECT name, value FROM remembered ORDER BY name',
    record: (row) => ({ kind: 'remembered', name: textColumn(row, 'name'), value: textColumn(row, 'value') }),
  },
  {
    query: 'SELECT name, password_hash, created_at, disabled_at FROM accounts ORDER BY id',
    record: (row) => ({
      kind: 'account',
      name: textColumn(row, 'name'),
      passwordHash: textColumn(row, 'password_hash'),
      createdAt: integerColumn(row, 'created_at'),
      disabledAt: row['disabled_at'] === null ? null : integerColumn(row, 'disabled_at'),
    }),
  },
  {
    query: `SELECT name AS account, mac, provider_name, url, registered_at, sealed_id
            FROM registrations JOIN accounts ON accounts.id = account_id ORDER BY mac`,
    record: (row) => ({
      kind: 'registration',
      account: textColumn(row, 'account'),
      mac: textColumn(row, 'mac'),
      providerName: textColumn(row, 'provider_name'),
      url: textColumn(row, 'url'),
      registeredAt: integerColumn(row, 'registered_at'),
      sealedId: Buffer.from(bytesColumn(row, 'sealed_id')).toString('base64'),
    }),
  },
  {
    query: 'SELECT mac, sealed_id FROM inventory ORDER BY mac',
    record: (row) => ({
      kind: 'inventory',
      mac: textColumn(row, 'mac'),
      sealedId: Buffer.from(bytesColumn(row, 'sealed_id')).toString('base64'),
    }),
  },
  {
    query: `SELECT name AS account, at, door, action, macs, url, provider_name
            FROM trail JOIN accounts ON accounts.id = account_id ORDER BY trail.id`,
    record: (row) => {
      const door = textColumn(row, 'door');
      const action = textColumn(row, 'action');
      if (!isDoor(door) || !isAction(action)) throw new Error('The trail holds an entry of an unknown kind.');
      const macs = textColumn(row, 'macs');
      return {
        kind: 'trail',
        account: textColumn(row, 'account'),
        at: integerColumn(row, 'at'),
        door,
        action,
        macs: macs === '' ? [] : macs.split(' '),
        url: row['url'] === null ? null : textColumn(row, 'url'),
        providerName: row['provider_name'] === null ? null : textColumn(row, 'provider_name'),
      };
    },
  },
];

/** All records, read on a connection of its own in one transaction: a snapshot, which stops nobody. */
// eslint-disable-next-line @typescript-eslint/require-await -- the interface is asynchronous, this database is not
export async function* backup(file: string): AsyncGenerator<BackupRecord> {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5000 });
  try {
    database.exec('BEGIN');
    for (const { query, record } of tables) {
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
