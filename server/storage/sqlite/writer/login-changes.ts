import type { DatabaseSync } from 'node:sqlite';
import type { Actor } from '../../model/audit-log.ts';
import {
  auditActionOf,
  changesNothing,
  endsAdministration,
  isOutdated,
  loginStateOf,
} from '../../model/login-changes.ts';
import {
  type LoginAdditionResult,
  type LoginChange,
  type LoginChangeResult,
  MAX_LOGINS_PER_ACCOUNT,
} from '../../model/logins.ts';
import { integerColumn, type Row } from '../../model/rows.ts';
import type { AuditLogWriter } from './audit-log-changes.ts';
import type { Changes } from './writer.ts';

/** Each returns `result`: a LoginAdditionResult or LoginChangeResult. */
export function loginChanges(
  database: DatabaseSync,
  addAuditEntry: AuditLogWriter,
): Pick<Changes, 'addLogin' | 'changeLogin'> {
  const count = database.prepare('SELECT count(*) AS logins FROM logins WHERE account_id = ?');
  const insert = database.prepare(
    `INSERT INTO logins (account_id, name, role, password_hash, created_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (name) DO NOTHING RETURNING id`,
  );
  const select = database.prepare(
    'SELECT id, role, disabled_at, password_hash FROM logins WHERE name = ? AND account_id = ?',
  );
  const countOtherAdministrators = database.prepare(
    `SELECT count(*) AS logins FROM logins
     WHERE account_id = ? AND id <> ? AND role = 'administer' AND disabled_at IS NULL`,
  );
  const setPassword = database.prepare('UPDATE logins SET password_hash = ? WHERE id = ?');
  const setRole = database.prepare('UPDATE logins SET role = ? WHERE id = ?');
  const setDisabledAt = database.prepare('UPDATE logins SET disabled_at = ? WHERE id = ?');
  const remove = database.prepare('DELETE FROM logins WHERE id = ?');
  const endSessions = database.prepare('DELETE FROM sessions WHERE login_id = ?');

  const apply = (id: number, at: number, change: LoginChange): void => {
    endSessions.run(id);
    switch (change.kind) {
      case 'password':
        setPassword.run(change.passwordHash, id);
        break;
      case 'role':
        setRole.run(change.role, id);
        break;
      case 'disabled':
        setDisabledAt.run(change.disabled ? at : null, id);
        break;
      case 'removed':
        remove.run(id);
    }
  };

  const changeLogin = (actor: Actor, name: string, at: number, change: LoginChange): LoginChangeResult => {
    const row = select.get(name, actor.accountId);
    if (row === undefined) return 'not_found';
    const id = integerColumn(row, 'id');
    const found = loginStateOf(row);
    if (isOutdated(found, change)) return 'outdated';
    if (changesNothing(found, change)) return 'done';
    const isLast = (): boolean => numberOf(countOtherAdministrators.get(actor.accountId, id)) === 0;
    if (endsAdministration(found, change) && isLast()) return 'last_administrator';
    apply(id, at, change);
    const role = change.kind === 'role' ? change.role : undefined;
    addAuditEntry(actor, { at, action: auditActionOf(change), macs: '', subject: name, role });
    return 'done';
  };

  return {
    addLogin: ({ actor, name, role, passwordHash, at }) => {
      const add = (): LoginAdditionResult => {
        if (numberOf(count.get(actor.accountId)) >= MAX_LOGINS_PER_ACCOUNT) return 'too_many';
        if (insert.get(actor.accountId, name, role, passwordHash, at) === undefined) return 'name_taken';
        addAuditEntry(actor, { at, action: 'login_added', macs: '', subject: name, role });
        return 'done';
      };
      return { result: add() };
    },
    changeLogin: ({ actor, name, at, change }) => ({ result: changeLogin(actor, name, at, change) }),
  };
}

const numberOf = (row: Row | undefined): number => (row === undefined ? 0 : integerColumn(row, 'logins'));
