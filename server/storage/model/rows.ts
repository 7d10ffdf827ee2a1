import type { Account, AccountSummary } from './accounts.ts';
import { type AuditAction, type AuditChannel, type AuditEntry, isAuditAction, isAuditChannel } from './audit-log.ts';
import {
  type Login,
  type LoginAdditionResult,
  loginAdditionResults,
  type LoginChangeResult,
  loginChangeResults,
  type LoginSummary,
} from './logins.ts';
import {
  isRedirectOutcome,
  isRefusalOutcome,
  type LastAsked,
  type PhonesOfHour,
  type RedirectedRequest,
  type RefusedRequest,
  type UnregisteredPhone,
} from './phone-requests.ts';
import type {
  ObservedRegistration,
  PhoneRegistration,
  RegistrationWithId,
  StoredRegistration,
  StoredUrl,
  ValueCount,
} from './registrations.ts';
import { isRole, type Role } from './roles.ts';
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

export function roleColumn(row: Row): Role {
  const role = textColumn(row, 'role');
  return isRole(role) ? role : unexpected('role', 'a known role');
}

/** The column `result` of a change of a login. */
export function loginChangeResultOf(row: Row): LoginChangeResult {
  const text = textColumn(row, 'result');
  return loginChangeResults.find((result) => result === text) ?? unexpected('result', 'a known result');
}

/** The column `result` of adding a login. */
export function loginAdditionResultOf(row: Row): LoginAdditionResult {
  const text = textColumn(row, 'result');
  return loginAdditionResults.find((result) => result === text) ?? unexpected('result', 'a known result');
}

/** The text of a column; undefined for NULL. */
export function optionalText(row: Row, name: string): string | undefined {
  return row[name] === null ? undefined : textColumn(row, name);
}

function optionalTime(row: Row, name: string): Date | undefined {
  return row[name] === null ? undefined : timeColumn(row, name);
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
    createdAt: timeColumn(row, 'created_at'),
    disabledAt: optionalTime(row, 'disabled_at'),
  };
}

/** The columns of a login and, with the prefix `account_`, those of its account. */
export const loginColumns = `
  logins.id, logins.name, logins.role, logins.password_hash, logins.disabled_at, accounts.id AS account_id,
  accounts.name AS account_name, accounts.created_at AS account_created_at, accounts.disabled_at AS account_disabled_at`;

export function loginOf(row: Row): Login {
  return {
    id: integerColumn(row, 'id'),
    account: accountOf({
      id: row['account_id'],
      name: row['account_name'],
      created_at: row['account_created_at'],
      disabled_at: row['account_disabled_at'],
    }),
    name: textColumn(row, 'name'),
    role: roleColumn(row),
    passwordHash: textColumn(row, 'password_hash'),
    disabledAt: optionalTime(row, 'disabled_at'),
  };
}

export function loginSummaryOf(row: Row): LoginSummary {
  return {
    account: textColumn(row, 'account'),
    name: textColumn(row, 'name'),
    role: roleColumn(row),
    createdAt: timeColumn(row, 'created_at'),
    disabledAt: optionalTime(row, 'disabled_at'),
  };
}

export function sessionOf(row: Row): StoredSession {
  return {
    login: loginOf(row),
    passwordTag: textColumn(row, 'password_tag'),
    startedAt: timeColumn(row, 'started_at'),
    expiresAt: timeColumn(row, 'expires_at'),
    notice: optionalText(row, 'notice'),
  };
}

export function accountSummaryOf(row: Row): AccountSummary {
  return {
    name: textColumn(row, 'name'),
    createdAt: timeColumn(row, 'created_at'),
    disabledAt: optionalTime(row, 'disabled_at'),
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

export function observedRegistrationOf(row: Row): ObservedRegistration {
  return { ...registrationOf(row), lastAsked: lastAskedOf(row) };
}

export function registrationWithIdOf(row: Row): RegistrationWithId {
  return { ...observedRegistrationOf(row), encryptedId: bytesColumn(row, 'encrypted_id') };
}

export function phoneRegistrationOf(row: Row): PhoneRegistration {
  return {
    mac: textColumn(row, 'mac'),
    accountId: integerColumn(row, 'account_id'),
    ...storedUrlOf(row),
    encryptedId: bytesColumn(row, 'encrypted_id'),
  };
}

/** The columns of a registration that describe the phone's last requests. */
export const askedColumns = `
  redirected_at, redirected_from, redirect_outcome, redirected_to, refused_at, refused_from, refusal_outcome`;

export const lastAskedOf = (row: Row): LastAsked => ({
  redirected: row['redirected_at'] === null ? undefined : redirectedRequestOf(row),
  refused: row['refused_at'] === null ? undefined : refusedRequestOf(row),
});

function redirectedRequestOf(row: Row): RedirectedRequest {
  const outcome = textColumn(row, 'redirect_outcome');
  return {
    at: timeColumn(row, 'redirected_at'),
    from: textColumn(row, 'redirected_from'),
    outcome: isRedirectOutcome(outcome) ? outcome : unexpected('redirect_outcome', 'a known outcome'),
    url: textColumn(row, 'redirected_to'),
  };
}

function refusedRequestOf(row: Row): RefusedRequest {
  const outcome = textColumn(row, 'refusal_outcome');
  return {
    at: timeColumn(row, 'refused_at'),
    from: textColumn(row, 'refused_from'),
    outcome: isRefusalOutcome(outcome) ? outcome : unexpected('refusal_outcome', 'a known outcome'),
  };
}

export function unregisteredPhoneOf(row: Row): UnregisteredPhone {
  return { mac: textColumn(row, 'mac'), at: timeColumn(row, 'asked_at'), from: textColumn(row, 'asked_from') };
}

export function phonesOfHourOf(row: Row): PhonesOfHour {
  return {
    hour: timeColumn(row, 'hour'),
    redirected: integerColumn(row, 'redirected'),
    refused: integerColumn(row, 'refused'),
  };
}

export function valueCountOf(row: Row): ValueCount {
  return { value: textColumn(row, 'value'), phones: integerColumn(row, 'phones') };
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
    login: optionalText(row, 'login'),
    address: optionalText(row, 'address'),
    program: optionalText(row, 'program'),
    action: actionColumn(row),
    macs: wordsColumn(row, 'macs'),
    macCount: integerColumn(row, 'mac_count'),
    url: optionalText(row, 'url'),
    providerName: optionalText(row, 'provider_name'),
    subject: optionalText(row, 'subject'),
    role: row['role'] === null ? undefined : roleColumn(row),
  };
}
