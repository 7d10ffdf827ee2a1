import type { Account, AccountSummary } from './accounts.ts';
import { type AuditAction, type AuditChannel, type AuditEntry, isAuditAction, isAuditChannel } from './audit-log.ts';
import type { PhoneRegistration, RegistrationWithId, StoredRegistration, StoredUrl } from './registrations.ts';
import type { StoredSession } from './sessions.ts';

/**
 * A row as a database driver returns it, with columns of any type; the functions below check and convert them. Both databases
 * store times as whole seconds since 1970 (UTC).
 */
export type Row = Readonly<Record<string, unknown>>;

export function textColumn(row: Row, name: string): string {
  const value = row[name];
  return typeof value === 'string' ? value : unexpected(name, 'text');
}

export function integerColumn(row: Row, name: string): number {
  const value = row[name];
  return typeof value === 'number' ? value : unexpected(name, 'an integer');
}

export function booleanColumn(row: Row, name: string): boolean {
  const value = row[name];
  return typeof value === 'boolean' ? value : unexpected(name, 'a Boolean');
}

export function bytesColumn(row: Row, name: string): Uint8Array {
  const value = row[name];
  return value instanceof Uint8Array ? value : unexpected(name, 'a blob');
}

/** Words stored as an array (PostgreSQL) or separated by spaces (SQLite, which has no arrays). */
export function wordsColumn(row: Row, name: string): readonly string[] {
  const value = row[name];
  const words: readonly unknown[] =
    typeof value === 'string' ? (value === '' ? [] : value.split(' ')) : Array.isArray(value) ? value : [undefined];
  return words.map((word) => (typeof word === 'string' ? word : unexpected(name, 'words')));
}

export function channelColumn(row: Row): AuditChannel {
  const channel = textColumn(row, 'channel');
  return isAuditChannel(channel) ? channel : unexpected('channel', 'a known channel');
}

export function actionColumn(row: Row): AuditAction {
  const action = textColumn(row, 'action');
  return isAuditAction(action) ? action : unexpected('action', 'a known action');
}

export function timeColumn(row: Row, name: string): Date {
  return new Date(integerColumn(row, name) * 1000);
}

export function secondsOf(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}

function unexpected(name: string, kind: string): never {
  throw new Error(`The database column ${name} does not hold ${kind}.`);
}

export function accountOf(row: Row): Account {
  return {
    id: integerColumn(row, 'id'),
    name: textColumn(row, 'name'),
    passwordHash: textColumn(row, 'password_hash'),
    createdAt: timeColumn(row, 'created_at'),
    disabledAt: row['disabled_at'] === null ? undefined : timeColumn(row, 'disabled_at'),
  };
}

export function sessionOf(row: Row): StoredSession {
  return {
    account: accountOf(row),
    passwordTag: textColumn(row, 'password_tag'),
    startedAt: timeColumn(row, 'started_at'),
    expiresAt: timeColumn(row, 'expires_at'),
    notice: row['notice'] === null ? undefined : textColumn(row, 'notice'),
  };
}

export function accountSummaryOf(row: Row): AccountSummary {
  return {
    name: textColumn(row, 'name'),
    createdAt: timeColumn(row, 'created_at'),
    disabledAt: row['disabled_at'] === null ? undefined : timeColumn(row, 'disabled_at'),
    phones: integerColumn(row, 'phones'),
  };
}

export function registrationOf(row: Row): StoredRegistration {
  return {
    mac: textColumn(row, 'mac'),
    providerName: textColumn(row, 'provider_name'),
    ...storedUrlOf(row),
    registeredAt: timeColumn(row, 'registered_at'),
  };
}

export function registrationWithIdOf(row: Row): RegistrationWithId {
  return { ...registrationOf(row), encryptedId: bytesColumn(row, 'encrypted_id') };
}

export function phoneRegistrationOf(row: Row): PhoneRegistration {
  return { mac: textColumn(row, 'mac'), ...storedUrlOf(row), encryptedId: bytesColumn(row, 'encrypted_id') };
}

function storedUrlOf(row: Row): StoredUrl {
  const encryptedUrl = row['encrypted_url'] === null ? undefined : bytesColumn(row, 'encrypted_url');
  return { url: textColumn(row, 'url'), encryptedUrl };
}

export function auditEntryOf(row: Row): AuditEntry {
  return {
    id: integerColumn(row, 'id'),
    at: timeColumn(row, 'at'),
    channel: channelColumn(row),
    action: actionColumn(row),
    macs: wordsColumn(row, 'macs'),
    macCount: integerColumn(row, 'mac_count'),
    url: row['url'] === null ? undefined : textColumn(row, 'url'),
    providerName: row['provider_name'] === null ? undefined : textColumn(row, 'provider_name'),
  };
}
