import type { AuditAction, AuditChannel } from './audit-log.ts';
import type { RedirectOutcome, RefusalOutcome } from './phone-requests.ts';
import type { Role } from './roles.ts';
import {
  actionColumn,
  askedColumns,
  bytesColumn,
  channelColumn,
  integerColumn,
  lastAskedOf,
  optionalText,
  roleColumn,
  type Row,
  textColumn,
  wordsColumn,
} from './rows.ts';

/**
 * One record of a backup, whose format is the same for every database: a backup also moves a server from one to another.
 * Times are seconds since 1970 (UTC), encrypted IDs and URLs base64. Accounts precede the records that refer to them by name.
 */
export type BackupRecord =
  | { readonly kind: 'metadata'; readonly name: string; readonly value: string }
  | {
      readonly kind: 'account';
      readonly name: string;
      readonly createdAt: number;
      readonly disabledAt: number | null;
    }
  | {
      readonly kind: 'login';
      readonly account: string;
      readonly name: string;
      readonly role: Role;
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
      /** The phone's last redirected request; all null if there was none since its registration. */
      readonly redirectedAt: number | null;
      readonly redirectedFrom: string | null;
      readonly redirectOutcome: RedirectOutcome | null;
      readonly redirectedTo: string | null;
      /** The last refused request, likewise. */
      readonly refusedAt: number | null;
      readonly refusedFrom: string | null;
      readonly refusalOutcome: RefusalOutcome | null;
    }
  | { readonly kind: 'inventory'; readonly mac: string; readonly encryptedId: string }
  | {
      readonly kind: 'audit';
      readonly account: string;
      readonly at: number;
      readonly login: string | null;
      readonly channel: AuditChannel;
      readonly address: string | null;
      readonly program: string | null;
      readonly action: AuditAction;
      readonly macs: readonly string[];
      readonly url: string | null;
      readonly providerName: string | null;
      readonly subject: string | null;
      readonly role: Role | null;
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
    query: 'SELECT name, created_at, disabled_at FROM accounts ORDER BY id',
    record: (row) => ({
      kind: 'account',
      name: textColumn(row, 'name'),
      createdAt: integerColumn(row, 'created_at'),
      disabledAt: integerOrNull(row, 'disabled_at'),
    }),
  },
  {
    pageSize: 1000,
    query: `SELECT accounts.name AS account, logins.name, role, password_hash, logins.created_at, logins.disabled_at
            FROM logins JOIN accounts ON accounts.id = account_id ORDER BY logins.id`,
    record: (row) => ({
      kind: 'login',
      account: textColumn(row, 'account'),
      name: textColumn(row, 'name'),
      role: roleColumn(row),
      passwordHash: textColumn(row, 'password_hash'),
      createdAt: integerColumn(row, 'created_at'),
      disabledAt: integerOrNull(row, 'disabled_at'),
    }),
  },
  {
    pageSize: 1000,
    query: `SELECT name AS account, mac, provider_name, url, encrypted_url, registered_at, encrypted_id,
                   ${askedColumns}
            FROM registrations JOIN accounts ON accounts.id = account_id ORDER BY mac`,
    record: (row) => {
      const { redirected, refused } = lastAskedOf(row);
      return {
        kind: 'registration',
        account: textColumn(row, 'account'),
        mac: textColumn(row, 'mac'),
        providerName: textColumn(row, 'provider_name'),
        url: textColumn(row, 'url'),
        encryptedUrl: row['encrypted_url'] === null ? null : base64(bytesColumn(row, 'encrypted_url')),
        registeredAt: integerColumn(row, 'registered_at'),
        encryptedId: base64(bytesColumn(row, 'encrypted_id')),
        redirectedAt: integerOrNull(row, 'redirected_at'),
        redirectedFrom: redirected?.from ?? null,
        redirectOutcome: redirected?.outcome ?? null,
        redirectedTo: redirected?.url ?? null,
        refusedAt: integerOrNull(row, 'refused_at'),
        refusedFrom: refused?.from ?? null,
        refusalOutcome: refused?.outcome ?? null,
      };
    },
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
    query: `SELECT name AS account, at, login, channel, address, program, action, macs, url, provider_name, subject, role
            FROM audit_log JOIN accounts ON accounts.id = account_id ORDER BY audit_log.id`,
    record: (row) => ({
      kind: 'audit',
      account: textColumn(row, 'account'),
      at: integerColumn(row, 'at'),
      login: textOrNull(row, 'login'),
      channel: channelColumn(row),
      address: textOrNull(row, 'address'),
      program: textOrNull(row, 'program'),
      action: actionColumn(row),
      macs: wordsColumn(row, 'macs'),
      url: textOrNull(row, 'url'),
      providerName: textOrNull(row, 'provider_name'),
      subject: textOrNull(row, 'subject'),
      role: row['role'] === null ? null : roleColumn(row),
    }),
  },
];

function textOrNull(row: Row, name: string): string | null {
  return optionalText(row, name) ?? null;
}

function integerOrNull(row: Row, name: string): number | null {
  return row[name] === null ? null : integerColumn(row, name);
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
