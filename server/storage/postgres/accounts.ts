import type { AccountStore } from '../model/accounts.ts';
import { accountOf, accountSummaryOf, booleanColumn, secondsOf } from '../model/rows.ts';
import { type Database, isStorable, type Statement } from './database.ts';

const add = `
  WITH changed AS (
    INSERT INTO accounts (name, created_at) SELECT $1::text, $3::bigint WHERE NOT EXISTS (SELECT FROM logins WHERE name = $1)
    ON CONFLICT (name) DO NOTHING RETURNING id
  ), with_login AS (
    INSERT INTO logins (account_id, name, role, password_hash, created_at)
    SELECT id, $1, 'administer', $2, $3 FROM changed
  ), audited AS (
    INSERT INTO audit_log (account_id, at, channel, action, macs) SELECT id, $3, $4, 'account_added', '{}' FROM changed
  )
  SELECT EXISTS (SELECT FROM changed) AS done`;

// An account that already has the requested state is not changed, so nothing is added to the audit log.
const setDisabled = `
  WITH changed AS (
    UPDATE accounts SET disabled_at = CASE WHEN $2 THEN $3::bigint END
    WHERE name = $1 AND (disabled_at IS NULL) = $2 RETURNING id
  ), ended AS (
    DELETE FROM sessions USING logins JOIN changed ON account_id = changed.id WHERE login_id = logins.id
  ), audited AS (
    INSERT INTO audit_log (account_id, at, channel, action, macs)
    SELECT id, $3::bigint, $4, CASE WHEN $2 THEN 'account_disabled' ELSE 'account_enabled' END, '{}' FROM changed
  )
  SELECT EXISTS (SELECT FROM accounts WHERE name = $1) AS done`;

const selectAll = `
  SELECT name, created_at, disabled_at, coalesce(phones, 0) AS phones
  FROM accounts LEFT JOIN (SELECT account_id, count(*) AS phones FROM registrations GROUP BY account_id) AS counted
    ON account_id = accounts.id
  ORDER BY name`;

export function createAccountStore(database: Database): AccountStore {
  const change = async (statement: Statement): Promise<boolean> => {
    const [row] = await database.write(statement);
    return row !== undefined && booleanColumn(row, 'done');
  };
  return {
    add: ({ name, passwordHash, createdAt, channel }) =>
      change({ text: add, values: [name, passwordHash, secondsOf(createdAt), channel] }),
    setDisabled: (name, { disabled, at, channel }) =>
      change({ text: setDisabled, values: [name, disabled, secondsOf(at), channel] }),
    find: async (name) => {
      if (!isStorable(name)) return undefined;
      const [row] = await database.read({
        name: 'account',
        text: 'SELECT id, name, created_at, disabled_at FROM accounts WHERE name = $1',
        values: [name],
      });
      return row && accountOf(row);
    },
    list: async () => (await database.read({ text: selectAll })).map(accountSummaryOf),
  };
}
