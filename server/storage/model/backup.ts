import type { AuditAction, AuditChannel } from './audit-log.ts';
import { actionColumn, bytesColumn, channelColumn, integerColumn, type Row, textColumn, wordsColumn } from './rows.ts';

/**
 * One record of a backup, whose format is the same for every database: a backup also moves a server from one to another.
 * Times are seconds since 1970 (UTC), encrypted IDs and URLs base64. Accounts precede the records that refer to them by name.
 */
export type BackupRecord =
  | { readonly kind: 'metadata'; readonly name: string; readonly value: string }
  | {
      readonly kind: 'account';
      readonly name: string;
      readonly passwordHash: string;
      readonly createdAt: number;
      readonly disabledAt: number | null;
    }
  | {
      readonly kind: 'registration';
      readonly account: string;
      readonly mac: string;
      readonly providerName: string;
      /** As it may be shown. */
      readonly url: string;
      /** The whole URL, if it has secrets. */
      readonly encryptedUrl: string | null;
      readonly registeredAt: number;
      readonly encryptedId: string;
    }
  | { readonly kind: 'inventory'; readonly mac: string; readonly encryptedId: string }
  | {
      readonly kind: 'audit';
      readonly account: string;
      readonly at: number;
      readonly channel: AuditChannel;
      readonly action: AuditAction;
      readonly macs: readonly string[];
      readonly url: string | null;
      readonly providerName: string | null;
    };

/** The metadata with the trusted time of the housekeeping. It changes every hour and goes with a machine's clock: not backed up. */
export const TRUSTED_TIME = 'trusted time';

/** How the rows of a table become records. Both databases run the same queries. */
export interface BackupTable {
  readonly query: string;
  readonly record: (row: Row) => BackupRecord;
  /** Rows in memory at once. Small for the audit log, whose entries may name thousands of phones each. */
  readonly pageSize: number;
}

/** In the order of restoration: accounts precede the records that refer to them. */
export const backupTables: readonly BackupTable[] = [
  {
    pageSize: 1000,
    query: `SELECT name, value FROM metadata WHERE name <> '${TRUSTED_TIME}' ORDER BY name`,
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
    query: `SELECT name AS account, mac, provider_name, url, encrypted_url, registered_at, encrypted_id
            FROM registrations JOIN accounts ON accounts.id = account_id ORDER BY mac`,
    record: (row) => ({
      kind: 'registration',
      account: textColumn(row, 'account'),
      mac: textColumn(row, 'mac'),
      providerName: textColumn(row, 'provider_name'),
      url: textColumn(row, 'url'),
      encryptedUrl: row['encrypted_url'] === null ? null : base64(bytesColumn(row, 'encrypted_url')),
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
