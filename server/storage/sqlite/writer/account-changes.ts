import type { DatabaseSync } from 'node:sqlite';
import type { AuditAction, AuditChannel } from '../../model/audit-log.ts';
import { integerColumn, type Row } from '../../model/rows.ts';
import type { AuditLogWriter } from './audit-log-changes.ts';
import type { Changes } from './writer.ts';

/** Each returns `done`: whether the account was there, or for a new one whether its name was free. */
export function accountChanges(
  database: DatabaseSync,
  addAuditEntry: AuditLogWriter,
): Pick<Changes, 'addAccount' | 'setPassword' | 'setDisabled'> {
  const insert = database.prepare(
    'INSERT INTO accounts (name, password_hash, created_at) VALUES (?, ?, ?) ON CONFLICT (name) DO NOTHING RETURNING id',
  );
  const select = database.prepare('SELECT 1 FROM accounts WHERE name = ?');
  const updatePassword = database.prepare('UPDATE accounts SET password_hash = ? WHERE name = ? RETURNING id');
  const updateDisabled = database.prepare(
    'UPDATE accounts SET disabled_at = ? WHERE name = ? AND (disabled_at IS NULL) = ? RETURNING id',
  );
  const endSessions = database.prepare('DELETE FROM sessions WHERE account_id = ?');

  const audit = (
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
      audit(insert.get(name, passwordHash, at), { at, channel }, 'account_added'),
    setPassword: ({ name, passwordHash, at, channel }) => {
      const changed = updatePassword.get(passwordHash, name);
      if (changed !== undefined) endSessions.run(integerColumn(changed, 'id'));
      return audit(changed, { at, channel }, 'password_changed');
    },
    setDisabled: ({ name, disabled, at, channel }) => {
      const changed = updateDisabled.get(disabled ? at : null, name, disabled ? 1 : 0);
      // An account that already has the requested state is not changed, so nothing is added to the audit log.
      if (changed === undefined) return { done: select.get(name) !== undefined };
      endSessions.run(integerColumn(changed, 'id'));
      return audit(changed, { at, channel }, disabled ? 'account_disabled' : 'account_enabled');
    },
  };
}

export function sessionChanges(
  database: DatabaseSync,
): Pick<Changes, 'createSession' | 'extendSession' | 'setSessionNotice' | 'removeSession' | 'removeExpiredSessions'> {
  const insert = database.prepare(
    'INSERT INTO sessions (id, account_id, password_tag, started_at, expires_at) VALUES (?, ?, ?, ?, ?)',
  );
  const update = database.prepare('UPDATE sessions SET expires_at = ? WHERE id = ?');
  const updateNotice = database.prepare('UPDATE sessions SET notice = ? WHERE id = ?');
  const remove = database.prepare('DELETE FROM sessions WHERE id = ?');
  const removeExpired = database.prepare('DELETE FROM sessions WHERE expires_at <= ?');
  return {
    createSession: ({ id, accountId, passwordTag, startedAt, expiresAt }) => {
      insert.run(id, accountId, passwordTag, startedAt, expiresAt);
      return {};
    },
    extendSession: ({ id, expiresAt }) => {
      update.run(expiresAt, id);
      return {};
    },
    setSessionNotice: ({ id, notice }) => {
      updateNotice.run(notice, id);
      return {};
    },
    removeSession: ({ id }) => {
      remove.run(id);
      return {};
    },
    removeExpiredSessions: ({ now }) => {
      removeExpired.run(now);
      return {};
    },
  };
}
