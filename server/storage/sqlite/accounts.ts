import type { DatabaseSync } from 'node:sqlite';
import type { AccountStore } from '../account-store.ts';
import { integerColumn, secondsOf } from '../columns.ts';
import { accountOf, accountSummaryOf } from '../rows.ts';
import type { Action, Door } from '../trail-store.ts';
import { explained } from './errors.ts';
import type { TrailWriter } from './trail.ts';
import type { TurnReader } from './turn-reader.ts';
import type { Writer } from './writer.ts';

export interface AccountStoreParts {
  readonly database: DatabaseSync;
  readonly writer: Writer;
  readonly rows: TurnReader;
  readonly addToTrail: TrailWriter;
}

export function createAccountStore({ database, writer, rows, addToTrail }: AccountStoreParts): AccountStore {
  const insert = database.prepare(
    'INSERT INTO accounts (name, password_hash, created_at) VALUES (?, ?, ?) ON CONFLICT (name) DO NOTHING RETURNING id',
  );
  const isThere = database.prepare('SELECT 1 FROM accounts WHERE name = ?');
  const select = rows.prepare('SELECT id, name, password_hash, created_at, disabled_at FROM accounts WHERE name = ?');
  const selectAll = database.prepare(`
    SELECT name, created_at, disabled_at,
           (SELECT count(*) FROM registrations WHERE account_id = accounts.id) AS phones
    FROM accounts ORDER BY name`);
  const updatePassword = database.prepare('UPDATE accounts SET password_hash = ? WHERE name = ? RETURNING id');
  const updateDisabled = database.prepare(
    'UPDATE accounts SET disabled_at = ? WHERE name = ? AND (disabled_at IS NULL) = ? RETURNING id',
  );
  const endSessions = database.prepare('DELETE FROM sessions WHERE account_id = ?');

  /** Notes what happened to an account; false where there was none to happen to. */
  const note = (
    changed: ReturnType<typeof insert.get>,
    { at, door }: { at: Date; door: Door },
    action: Action,
  ): boolean => {
    if (changed === undefined) return false;
    addToTrail({ accountId: integerColumn(changed, 'id'), door }, { at, action, macs: [] });
    return true;
  };

  return {
    add: ({ name, passwordHash, createdAt, door }) =>
      writer.write(() =>
        note(insert.get(name, passwordHash, secondsOf(createdAt)), { at: createdAt, door }, 'account_added'),
      ),
    setPassword: (name, { passwordHash, at, door }) =>
      writer.write(() => {
        const changed = updatePassword.get(passwordHash, name);
        if (changed !== undefined) endSessions.run(integerColumn(changed, 'id'));
        return note(changed, { at, door }, 'password_changed');
      }),
    setDisabled: (name, { disabled, at, door }) =>
      writer.write(() => {
        const changed = updateDisabled.get(disabled ? secondsOf(at) : null, name, disabled ? 1 : 0);
        // What was so already is no change: there is nothing to tell the trail.
        if (changed === undefined) return isThere.get(name) !== undefined;
        endSessions.run(integerColumn(changed, 'id'));
        return note(changed, { at, door }, disabled ? 'account_disabled' : 'account_enabled');
      }),
    find: (name) =>
      rows.read(() => {
        const row = select(name);
        if (row === undefined) return undefined;
        const [id, found, password_hash, created_at, disabled_at] = row;
        return accountOf({ id, name: found, password_hash, created_at, disabled_at });
      }),
    list: () => explained(() => selectAll.all().map(accountSummaryOf)),
  };
}
