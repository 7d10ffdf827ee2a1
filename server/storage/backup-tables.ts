import type { BackupRecord } from './backup-record.ts';
import { bytesColumn, integerColumn, type Row, textColumn, wordsColumn } from './columns.ts';
import { actionColumn, channelColumn } from './rows.ts';

/** How a table becomes records. The queries are the same in every database. */
export interface BackupTable {
  readonly query: string;
  readonly record: (row: Row) => BackupRecord;
  /** How many rows to hold at once, where they are read in pages: an audit entry may name thousands of phones. */
  readonly pageSize: number;
}

/** In the order in which they are put back: accounts come before what refers to them. */
export const backupTables: readonly BackupTable[] = [
  {
    pageSize: 1000,
    query: 'SELECT name, value FROM metadata ORDER BY name',
    record: (row) => ({ kind: 'metadata', name: textColumn(row, 'name'), value: textColumn(row, 'value') }),
  },
  {
    pageSize: 1000,
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
    pageSize: 1000,
    query: `SELECT name AS account, mac, provider_name, url, registered_at, encrypted_id
            FROM registrations JOIN accounts ON accounts.id = account_id ORDER BY mac`,
    record: (row) => ({
      kind: 'registration',
      account: textColumn(row, 'account'),
      mac: textColumn(row, 'mac'),
      providerName: textColumn(row, 'provider_name'),
      url: textColumn(row, 'url'),
      registeredAt: integerColumn(row, 'registered_at'),
      encryptedId: base64(bytesColumn(row, 'encrypted_id')),
    }),
  },
  {
    pageSize: 1000,
    query: 'SELECT mac, encrypted_id FROM inventory ORDER BY mac',
    record: (row) => ({
      kind: 'inventory',
      mac: textColumn(row, 'mac'),
      encryptedId: base64(bytesColumn(row, 'encrypted_id')),
    }),
  },
  {
    pageSize: 20,
    query: `SELECT name AS account, at, channel, action, macs, url, provider_name
            FROM audit_log JOIN accounts ON accounts.id = account_id ORDER BY audit_log.id`,
    record: (row) => ({
      kind: 'audit',
      account: textColumn(row, 'account'),
      at: integerColumn(row, 'at'),
      channel: channelColumn(row),
      action: actionColumn(row),
      macs: wordsColumn(row, 'macs'),
      url: row['url'] === null ? null : textColumn(row, 'url'),
      providerName: row['provider_name'] === null ? null : textColumn(row, 'provider_name'),
    }),
  },
];

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
