import type { DatabaseSync } from 'node:sqlite';
import { integerColumn, type Row } from '../../columns.ts';
import type { Action, Door } from '../../trail-store.ts';
import type { Changes } from './changes.ts';
import type { TrailWriter } from './trail-changes.ts';

/** Of each, `done` says whether there was an account to change (or room for a new one). */
export function accountChanges(
  database: DatabaseSync,
  addToTrail: TrailWriter,
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

  const note = (changed: Row | undefined, { at, door }: { at: number; door: Door }, action: Action): Row => {
    if (changed === undefined) return { done: false };
    addToTrail({ accountId: integerColumn(changed, 'id'), door }, { at, action, macs: '' });
    return { done: true };
  };

  return {
    addAccount: ({ name, passwordHash, at, door }) =>
      note(insert.get(name, passwordHash, at), { at, door }, 'account_added'),
    setPassword: ({ name, passwordHash, at, door }) => {
      const changed = updatePassword.get(passwordHash, name);
      if (changed !== undefined) endSessions.run(integerColumn(changed, 'id'));
      return note(changed, { at, door }, 'password_changed');
    },
    setDisabled: ({ name, disabled, at, door }) => {
      const changed = updateDisabled.get(disabled ? at : null, name, disabled ? 1 : 0);
      // What was so already is no change: there is nothing to tell the trail.
      if (changed === undefined) return { done: isThere.get(name) !== undefined };
      endSessions.run(integerColumn(changed, 'id'));
      return note(changed, { at, door }, disabled ? 'account_disabled' : 'account_enabled');
    },
  };
}
