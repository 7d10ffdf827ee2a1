import type { DatabaseSync } from 'node:sqlite';
import type { AuditAction } from '../../audit-log.ts';
import type { Actor } from '../../registration-store.ts';
import type { Changes } from './changes.ts';

/** Adds an entry; called by the change that the entry tells of. */
export type AuditLogWriter = (
  actor: Actor,
  entry: {
    readonly at: number;
    readonly action: AuditAction;
    /** With a blank between them, as they are kept. */
    readonly macs: string;
    readonly url?: string;
    readonly providerName?: string;
  },
) => void;

export function createAuditLogWriter(database: DatabaseSync): AuditLogWriter {
  const insert = database.prepare(
    'INSERT INTO audit_log (account_id, at, channel, action, macs, url, provider_name) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  return ({ accountId, channel }, { at, action, macs, url, providerName }) => {
    insert.run(accountId, at, channel, action, macs, url ?? null, providerName ?? null);
  };
}

/** `removed`: how many entries were. */
export function auditLogChanges(database: DatabaseSync): Pick<Changes, 'removeOldAuditEntries'> {
  // The entries are in the order of time, so no index of times is needed. A few that a wrong clock has made stop nothing.
  const remove = database.prepare(
    'DELETE FROM audit_log WHERE id IN (SELECT id FROM audit_log ORDER BY id LIMIT ?) AND at < ?',
  );
  return { removeOldAuditEntries: ({ before, atMost }) => ({ removed: Number(remove.run(atMost, before).changes) }) };
}
