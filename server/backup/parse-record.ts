import { type BackupRecord, isAuditAction, isAuditChannel } from '../storage/index.ts';

/** Makes the error for a record that is not one. */
type Complain = (problem: string) => Error;

/** Reads one record of a backup: only what the database may be given comes through. */
export function parseRecord(json: unknown, complain: Complain): BackupRecord {
  const read = reader(json, complain);
  const kind = read.text('kind');
  switch (kind) {
    case 'metadata':
      return { kind, name: read.text('name'), value: read.text('value') };
    case 'account':
      return {
        kind,
        name: read.text('name'),
        passwordHash: read.text('passwordHash'),
        createdAt: read.seconds('createdAt'),
        disabledAt: read.isNull('disabledAt') ? null : read.seconds('disabledAt'),
      };
    case 'registration':
      return {
        kind,
        account: read.text('account'),
        mac: read.mac('mac'),
        providerName: read.text('providerName'),
        url: read.text('url'),
        registeredAt: read.seconds('registeredAt'),
        encryptedId: read.text('encryptedId'),
      };
    case 'inventory':
      return { kind, mac: read.mac('mac'), encryptedId: read.text('encryptedId') };
    case 'audit': {
      const channel = read.text('channel');
      const action = read.text('action');
      if (!isAuditChannel(channel)) throw complain(`"channel" is none that this release knows`);
      if (!isAuditAction(action)) throw complain(`"action" is none that this release knows`);
      return {
        kind,
        account: read.text('account'),
        at: read.seconds('at'),
        channel,
        action,
        macs: read.macs('macs'),
        url: read.isNull('url') ? null : read.text('url'),
        providerName: read.isNull('providerName') ? null : read.text('providerName'),
      };
    }
    default:
      throw complain('its kind is none that this release knows');
  }
}

function reader(json: unknown, complain: Complain) {
  if (typeof json !== 'object' || json === null) throw complain('it is no record');
  const valueOf = (name: string): unknown => (Object.hasOwn(json, name) ? Reflect.get(json, name) : undefined);
  const text = (name: string): string => {
    const value = valueOf(name);
    if (typeof value !== 'string') throw complain(`"${name}" should be a text`);
    return value;
  };
  const isMac = (value: unknown): value is string => typeof value === 'string' && /^[0-9A-F]{12}$/.test(value);
  return {
    text,
    isNull: (name: string): boolean => valueOf(name) === null,
    seconds: (name: string): number => {
      const value = valueOf(name);
      if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw complain(`"${name}" should be a time`);
      return value;
    },
    mac: (name: string): string => {
      const value = valueOf(name);
      if (!isMac(value)) throw complain(`"${name}" should be a MAC`);
      return value;
    },
    macs: (name: string): readonly string[] => {
      const values: readonly unknown[] = Array.isArray(valueOf(name)) ? [valueOf(name)].flat() : [undefined];
      if (!values.every(isMac)) throw complain(`"${name}" should be MACs`);
      return values;
    },
  };
}
