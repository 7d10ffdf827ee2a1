import type { DatabaseSync } from 'node:sqlite';
import type { AuditAction, AuditChannel } from '../../audit-log.ts';
import { integerColumn, type Row } from '../../columns.ts';
import type { AuditLogWriter } from './audit-log-changes.ts';
import type { Changes } from './changes.ts';

/** Of each, `done` says whether there was an account to change (or room for a new one). */
export function accountChanges(
  database: DatabaseSync,
  addAuditEntry: AuditLogWriter,
): Pick<Changes, 'addAccount' | 'setPassword' | 'setDisabled'> {
  const insert = database.prepare(
    'INSERT INTO accounts (name, password_hash, created_at) VALUES (?, ?, ?) ON CONFLICT (name) DO NOTHING RETURNING id',
  );
  const isThere = database.prepare('SELECT 1 FROM accounts WHERE name = ?');
  const updatePassword = database.prepare('UPDATE accounts SET password_hash = ? WHERE name = ? RETURNING id');
  const updateDisabled = database.prepare(
    'UPDATE accounts SET disabled_at = ? WHERE name = ? AND (disabled_at IS NULL) = ? RETURNING id',
  );
  const endSessions = database.prepare('DELETE FROM sessions WHERE account_id = ?');

  const note = (
    changed: Row | undefined,
    { at, channel }: { at: number; channel: AuditChannel },
    action: AuditAction,
  ): Row => {
    if (changed === undefined) return { done: false };
    addAuditEntry({ accountId: integerColumn(changed, 'id'), channel }, { at, action, macs: '' });
    return { done: true };
  };

  return {
    addAccount: ({ name, passwordHash, at, channel }) =>
      note(insert.get(name, passwordHash, at), { at, channel }, 'account_added'),
    setPassword: ({ name, passwordHash, at, channel }) => {
      const changed = updatePassword.get(passwordHash, name);
      if (changed !== undefined) endSessions.run(integerColumn(changed, 'id'));
      return note(changed, { at, channel }, 'password_changed');
    },
    setDisabled: ({ name, disabled, at, channel }) => {
      const changed = updateDisabled.get(disabled ? at : null, name, disabled ? 1 : 0);
      // What was so already is no change: there is nothing to add to the audit log.
      if (changed === undefined) return { done: isThere.get(name) !== undefined };
      endSessions.run(integerColumn(changed, 'id'));
      return note(changed, { at, channel }, disabled ? 'account_disabled' : 'account_enabled');
    },
  };
}
