import type { DatabaseSync } from 'node:sqlite';
import { integerColumn } from '../../model/rows.ts';
import type { AuditLogWriter } from './audit-log-changes.ts';
import type { Changes } from './writer.ts';

/** Each returns `done`: whether the account was there, or for a new one whether its name was free. */
export function accountChanges(
  database: DatabaseSync,
  addAuditEntry: AuditLogWriter,
): Pick<Changes, 'addAccount' | 'setDisabled'> {
  const insert = database.prepare(
    `INSERT INTO accounts (name, created_at) SELECT ?, ? WHERE NOT EXISTS (SELECT 1 FROM logins WHERE name = ?)
     ON CONFLICT (name) DO NOTHING RETURNING id`,
  );
  const insertLogin = database.prepare(
    "INSERT INTO logins (account_id, name, role, password_hash, created_at) VALUES (?, ?, 'administer', ?, ?)",
  );
  const select = database.prepare('SELECT 1 FROM accounts WHERE name = ?');
  const updateDisabled = database.prepare(
    'UPDATE accounts SET disabled_at = ? WHERE name = ? AND (disabled_at IS NULL) = ? RETURNING id',
  );
  const endSessions = database.prepare(
    'DELETE FROM sessions WHERE login_id IN (SELECT id FROM logins WHERE account_id = ?)',
  );

  return {
    addAccount: ({ name, passwordHash, at, channel }) => {
      const added = insert.get(name, at, name);
      if (added === undefined) return { done: false };
      const accountId = integerColumn(added, 'id');
      insertLogin.run(accountId, name, passwordHash, at);
      addAuditEntry({ accountId, channel }, { at, action: 'account_added', macs: '' });
      return { done: true };
    },
    setDisabled: ({ name, disabled, at, channel }) => {
      const changed = updateDisabled.get(disabled ? at : null, name, disabled ? 1 : 0);
      // An account that already has the requested state is not changed, so nothing is added to the audit log.
      if (changed === undefined) return { done: select.get(name) !== undefined };
      const accountId = integerColumn(changed, 'id');
      endSessions.run(accountId);
      const action = disabled ? 'account_disabled' : 'account_enabled';
      addAuditEntry({ accountId, channel }, { at, action, macs: '' });
      return { done: true };
    },
  };
}

export function sessionChanges(
  database: DatabaseSync,
): Pick<Changes, 'createSession' | 'extendSession' | 'setSessionNotice' | 'removeSession' | 'removeExpiredSessions'> {
  const insert = database.prepare(
    `INSERT INTO sessions (id, login_id, password_tag, started_at, expires_at)
     SELECT ?, id, ?, ?, ? FROM logins WHERE id = ?`,
  );
  const update = database.prepare('UPDATE sessions SET expires_at = ? WHERE id = ?');
  const updateNotice = database.prepare('UPDATE sessions SET notice = ? WHERE id = ?');
  const remove = database.prepare('DELETE FROM sessions WHERE id = ?');
  const removeExpired = database.prepare('DELETE FROM sessions WHERE expires_at <= ?');
  return {
    createSession: ({ id, loginId, passwordTag, startedAt, expiresAt }) => {
      insert.run(id, passwordTag, startedAt, expiresAt, loginId);
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
