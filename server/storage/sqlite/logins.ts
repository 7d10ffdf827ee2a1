import type { LoginStore } from '../model/logins.ts';
import {
  loginAdditionResultOf,
  loginChangeResultOf,
  loginColumns,
  loginOf,
  loginSummaryOf,
  secondsOf,
} from '../model/rows.ts';
import type { PointReader } from './point-reader.ts';
import type { Readers } from './reader/readers.ts';
import type { Writer } from './writer/writer.ts';

export interface LoginStoreDependencies {
  readonly readers: Readers;
  readonly writer: Writer;
  readonly rows: PointReader;
}

const summaries = `
  SELECT accounts.name AS account, logins.name, role, logins.created_at, logins.disabled_at
  FROM logins JOIN accounts ON accounts.id = account_id`;

export function createLoginStore({ readers, writer, rows }: LoginStoreDependencies): LoginStore {
  const select = rows.prepare(
    `SELECT ${loginColumns} FROM logins JOIN accounts ON accounts.id = account_id WHERE logins.name = ?`,
  );
  return {
    find: (name) =>
      rows.read(() => {
        const row = select(name);
        if (row === undefined) return undefined;
        const [id, login, role, password_hash, disabled_at, account_id, account_name, created, disabled] = row;
        const account = { account_id, account_name, account_created_at: created, account_disabled_at: disabled };
        return loginOf({ id, name: login, role, password_hash, disabled_at, ...account });
      }),
    list: (accountId) =>
      readers.all(
        accountId === undefined
          ? { sql: `${summaries} ORDER BY accounts.name, logins.name`, parameters: [] }
          : { sql: `${summaries} WHERE account_id = ? ORDER BY logins.name`, parameters: [accountId] },
        loginSummaryOf,
      ),
    add: async (actor, { name, role, passwordHash, at }) => {
      const input = { actor, name, role, passwordHash, at: secondsOf(at) };
      return loginAdditionResultOf(await writer.change({ name: 'addLogin', input }));
    },
    change: async (actor, name, at, change) => {
      const input = { actor, name, at: secondsOf(at), change };
      return loginChangeResultOf(await writer.change({ name: 'changeLogin', input }));
    },
  };
}
