import { auditActionOf, changesNothing, endsAdministration, isOutdated, loginStateOf } from '../model/login-changes.ts';
import { type LoginChange, type LoginStore, MAX_LOGINS_PER_ACCOUNT } from '../model/logins.ts';
import { integerColumn, loginColumns, loginOf, loginSummaryOf, secondsOf } from '../model/rows.ts';
import { auditInsert } from './audit-log.ts';
import { type Database, isStorable, type Query, type Statement } from './database.ts';

const find = {
  name: 'login',
  text: `SELECT ${loginColumns} FROM logins JOIN accounts ON accounts.id = account_id WHERE logins.name = $1`,
};

const summaries = `
  SELECT accounts.name AS account, logins.name, role, logins.created_at, logins.disabled_at
  FROM logins JOIN accounts ON accounts.id = account_id
  WHERE $1::bigint IS NULL OR account_id = $1 ORDER BY accounts.name, logins.name`;

export function createLoginStore(database: Database): LoginStore {
  return {
    find: async (name) => {
      if (!isStorable(name)) return undefined;
      const [row] = await database.lookUp({ ...find, values: [name] });
      return row && loginOf(row);
    },
    list: async (accountId) => (await database.read({ text: summaries, values: [accountId] })).map(loginSummaryOf),

    add: (actor, { name, role, passwordHash, at }) =>
      database.transaction(async (query) => {
        await lockAccount(query, actor.accountId);
        const count = {
          text: 'SELECT count(*) AS logins FROM logins WHERE account_id = $1',
          values: [actor.accountId],
        };
        if ((await numberOf(query, count)) >= MAX_LOGINS_PER_ACCOUNT) return 'too_many';
        const added = await query({
          text: `INSERT INTO logins (account_id, name, role, password_hash, created_at) VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (name) DO NOTHING RETURNING true`,
          values: [actor.accountId, name, role, passwordHash, secondsOf(at)],
        });
        if (added.length === 0) return 'name_taken';
        await query(auditInsert(actor, { at, action: 'login_added', macs: [], subject: name, role }));
        return 'done';
      }),

    change: (actor, name, at, change) =>
      database.transaction(async (query) => {
        await lockAccount(query, actor.accountId);
        const [row] = await query({
          text: 'SELECT id, role, disabled_at, password_hash FROM logins WHERE name = $1 AND account_id = $2',
          values: [name, actor.accountId],
        });
        if (row === undefined) return 'not_found';
        const id = integerColumn(row, 'id');
        const found = loginStateOf(row);
        if (isOutdated(found, change)) return 'outdated';
        if (changesNothing(found, change)) return 'done';
        if (
          endsAdministration(found, change) &&
          (await numberOf(query, otherAdministrators(actor.accountId, id))) === 0
        )
          return 'last_administrator';
        await query({ text: 'DELETE FROM sessions WHERE login_id = $1', values: [id] });
        await query(statementOf(id, at, change));
        const role = change.kind === 'role' ? change.role : undefined;
        await query(auditInsert(actor, { at, action: auditActionOf(change), macs: [], subject: name, role }));
        return 'done';
      }),
  };
}

/**
 * Serializes changes of an account's logins: two concurrent ones could remove the last two administrators. Other changes do
 * not wait.
 */
async function lockAccount(query: Query, accountId: number): Promise<void> {
  await query({ text: 'SELECT FROM accounts WHERE id = $1 FOR NO KEY UPDATE', values: [accountId] });
}

const otherAdministrators = (accountId: number, id: number): Statement => ({
  text: `SELECT count(*) AS logins FROM logins
         WHERE account_id = $1 AND id <> $2 AND role = 'administer' AND disabled_at IS NULL`,
  values: [accountId, id],
});

async function numberOf(query: Query, statement: Statement): Promise<number> {
  const [row] = await query(statement);
  return row === undefined ? 0 : integerColumn(row, 'logins');
}

function statementOf(id: number, at: Date, change: LoginChange): Statement {
  switch (change.kind) {
    case 'password':
      return { text: 'UPDATE logins SET password_hash = $2 WHERE id = $1', values: [id, change.passwordHash] };
    case 'role':
      return { text: 'UPDATE logins SET role = $2 WHERE id = $1', values: [id, change.role] };
    case 'disabled':
      return {
        text: 'UPDATE logins SET disabled_at = $2 WHERE id = $1',
        values: [id, change.disabled ? secondsOf(at) : null],
      };
    case 'removed':
      return { text: 'DELETE FROM logins WHERE id = $1', values: [id] };
  }
}
