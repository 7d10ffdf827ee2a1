import {
  type BackupRecord,
  isAuditAction,
  isAuditChannel,
  isRedirectOutcome,
  isRefusalOutcome,
  isRole,
  type RedirectOutcome,
  type RefusalOutcome,
  type Role,
} from '../storage/index.ts';
import { redactUrl } from '#autoprov';

/** The end of the year 9999, as far as dates are printed with four digits. */
const LATEST_SECOND = Date.UTC(9999, 11, 31) / 1000;

/** Makes the error for an invalid record. */
type ErrorFactory = (problem: string) => Error;

/** Validates one record of a backup, so that only values that the database accepts reach it. */
export function parseRecord(json: unknown, errorOf: ErrorFactory): BackupRecord {
  const read = reader(json, errorOf);
  const kind = read.text('kind');
  switch (kind) {
    case 'metadata':
      return { kind, name: read.text('name'), value: read.text('value') };
    case 'account':
      return {
        kind,
        name: read.text('name'),
        createdAt: read.seconds('createdAt'),
        disabledAt: read.optional('disabledAt', read.seconds),
      };
    case 'login':
      return {
        kind,
        account: read.text('account'),
        name: read.text('name'),
        role: read.role('role'),
        passwordHash: read.text('passwordHash'),
        createdAt: read.seconds('createdAt'),
        disabledAt: read.optional('disabledAt', read.seconds),
      };
    case 'registration': {
      const redirectedAt = read.optional('redirectedAt', read.seconds);
      const refusedAt = read.optional('refusedAt', read.seconds);
      return {
        kind,
        account: read.text('account'),
        mac: read.mac('mac'),
        providerName: read.text('providerName'),
        url: read.shownUrl('url'),
        encryptedUrl: read.optional('encryptedUrl', read.base64),
        registeredAt: read.seconds('registeredAt'),
        encryptedId: read.base64('encryptedId'),
        redirectedAt,
        redirectedFrom: redirectedAt === null ? null : read.text('redirectedFrom'),
        redirectOutcome: redirectedAt === null ? null : read.redirectOutcome('redirectOutcome'),
        redirectedTo: redirectedAt === null ? null : read.shownUrl('redirectedTo'),
        refusedAt,
        refusedFrom: refusedAt === null ? null : read.text('refusedFrom'),
        refusalOutcome: refusedAt === null ? null : read.refusalOutcome('refusalOutcome'),
      };
    }
    case 'inventory':
      return { kind, mac: read.mac('mac'), encryptedId: read.base64('encryptedId') };
    case 'audit': {
      const channel = read.text('channel');
      const action = read.text('action');
      if (!isAuditChannel(channel)) throw errorOf('this release does not know its "channel"');
      if (!isAuditAction(action)) throw errorOf('this release does not know its "action"');
      return {
        kind,
        account: read.text('account'),
        at: read.seconds('at'),
        login: read.optional('login', read.text),
        channel,
        address: read.optional('address', read.text),
        program: read.optional('program', read.text),
        action,
        macs: read.macs('macs'),
        url: read.optional('url', read.shownUrl),
        providerName: read.optional('providerName', read.text),
        subject: read.optional('subject', read.text),
        role: read.optional('role', read.role),
      };
    }
    default:
      throw errorOf('this release does not know its kind');
  }
}

function reader(json: unknown, errorOf: ErrorFactory) {
  if (typeof json !== 'object' || json === null) throw errorOf('it is not a record');
  const valueOf = (name: string): unknown => (Object.hasOwn(json, name) ? Reflect.get(json, name) : undefined);
  const text = (name: string): string => {
    const value = valueOf(name);
    if (typeof value !== 'string') throw errorOf(`"${name}" should be a string`);
    if (!value.isWellFormed() || /\p{Cc}/u.test(value)) throw errorOf(`"${name}" contains a control character`);
    return value;
  };
  const isMac = (value: unknown): value is string => typeof value === 'string' && /^[0-9A-F]{12}$/.test(value);
  return {
    text,
    optional: <T>(name: string, read: (name: string) => T): T | null => (valueOf(name) === null ? null : read(name)),
    role: (name: string): Role => {
      const value = text(name);
      if (!isRole(value)) throw errorOf(`this release does not know its "${name}"`);
      return value;
    },
    redirectOutcome: (name: string): RedirectOutcome => {
      const value = text(name);
      if (!isRedirectOutcome(value)) throw errorOf(`this release does not know its "${name}"`);
      return value;
    },
    refusalOutcome: (name: string): RefusalOutcome => {
      const value = text(name);
      if (!isRefusalOutcome(value)) throw errorOf(`this release does not know its "${name}"`);
      return value;
    },
    seconds: (name: string): number => {
      const value = valueOf(name);
      if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0 || value > LATEST_SECOND)
        throw errorOf(`"${name}" should be a number of seconds since 1970`);
      return value;
    },
    shownUrl: (name: string): string => {
      const value = text(name);
      if (redactUrl(value) !== value) throw errorOf(`"${name}" contains a password in clear`);
      return value;
    },
    base64: (name: string): string => {
      const value = text(name);
      if (Buffer.from(value, 'base64').toString('base64') !== value) throw errorOf(`"${name}" should be base64`);
      return value;
    },
    mac: (name: string): string => {
      const value = valueOf(name);
      if (!isMac(value)) throw errorOf(`"${name}" should be a MAC`);
      return value;
    },
    macs: (name: string): readonly string[] => {
      const values: readonly unknown[] = Array.isArray(valueOf(name)) ? [valueOf(name)].flat() : [undefined];
      if (!values.every(isMac)) throw errorOf(`"${name}" should be an array of MACs`);
      return values;
    },
  };
}
