import type { DatabaseSync } from 'node:sqlite';
import type { Actor, AuditAction } from '../../model/audit-log.ts';
import type { Role } from '../../model/roles.ts';
import type { Changes } from './writer.ts';

/** Adds an audit entry, in the transaction of the change that it records. */
export type AuditLogWriter = (
  actor: Actor,
  entry: {
    /** In seconds since 1970. */
    readonly at: number;
    readonly action: AuditAction;
    /** Separated by spaces, as they are stored. */
    readonly macs: string;
    readonly url?: string;
    readonly providerName?: string;
    /** The login that was changed, and its new role. */
    readonly subject?: string;
    readonly role?: Role | undefined;
  },
) => void;

export function createAuditLogWriter(database: DatabaseSync): AuditLogWriter {
  const insert = database.prepare(
    `INSERT INTO audit_log
       (account_id, login, channel, address, program, at, action, macs, url, provider_name, subject, role)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return (actor, entry) => {
    const { accountId, login = null, channel, address = null, program = null } = actor;
    const { at, action, macs, url = null, providerName = null, subject = null, role = null } = entry;
    insert.run(accountId, login, channel, address, program, at, action, macs, url, providerName, subject, role);
  };
}

/** Returns `removed`, the number of removed entries. */
export function auditLogChanges(
  database: DatabaseSync,
  addAuditEntry: AuditLogWriter,
): Pick<Changes, 'addAuditEntry' | 'removeOldAuditEntries'> {
  // Entries are stored in the order of time, so no index on `at` is needed. A few out of order after a clock change do no harm.
  const remove = database.prepare(
    'DELETE FROM audit_log WHERE id IN (SELECT id FROM audit_log ORDER BY id LIMIT ?) AND at < ?',
  );
  return {
    addAuditEntry: ({ actor, ...entry }) => {
      addAuditEntry(actor, entry);
      return {};
    },
    removeOldAuditEntries: ({ before, limit }) => ({ removed: Number(remove.run(limit, before).changes) }),
  };
}

/** `setMetadataIfAbsent` returns `value`, the stored value. */
export function metadataChanges(database: DatabaseSync): Pick<Changes, 'setMetadata' | 'setMetadataIfAbsent'> {
  const replace = database.prepare('INSERT OR REPLACE INTO metadata VALUES (?, ?)');
  const insert = database.prepare('INSERT INTO metadata VALUES (?, ?) ON CONFLICT (name) DO NOTHING');
  const select = database.prepare('SELECT value FROM metadata WHERE name = ?');
  return {
    setMetadata: ({ name, value }) => {
      replace.run(name, value);
      return {};
    },
    setMetadataIfAbsent: ({ name, value }) => {
      insert.run(name, value);
      return select.get(name) ?? { value };
    },
  };
}
