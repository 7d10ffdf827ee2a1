import type { AccountStore } from '../model/accounts.ts';
import { accountOf, accountSummaryOf, booleanColumn, secondsOf } from '../model/rows.ts';
import type { PointReader } from './point-reader.ts';
import type { Readers } from './reader/readers.ts';
import type { ChangeRequest, Writer } from './writer/writer.ts';

export interface AccountStoreDependencies {
  readonly readers: Readers;
  readonly writer: Writer;
  readonly rows: PointReader;
}

const summaries = `
  SELECT name, created_at, disabled_at,
         (SELECT count(*) FROM registrations WHERE account_id = accounts.id) AS phones
  FROM accounts ORDER BY name`;

export function createAccountStore({ readers, writer, rows }: AccountStoreDependencies): AccountStore {
  const select = rows.prepare('SELECT id, name, created_at, disabled_at FROM accounts WHERE name = ?');
  const change = async (request: ChangeRequest): Promise<boolean> =>
    booleanColumn(await writer.change(request), 'done');

  return {
    add: ({ name, passwordHash, createdAt, channel }) =>
      change({ name: 'addAccount', input: { name, passwordHash, at: secondsOf(createdAt), channel } }),
    setDisabled: (name, { disabled, at, channel }) =>
      change({ name: 'setDisabled', input: { name, disabled, at: secondsOf(at), channel } }),
    find: (name) =>
      rows.read(() => {
        const row = select(name);
        if (row === undefined) return undefined;
        const [id, found, created_at, disabled_at] = row;
        return accountOf({ id, name: found, created_at, disabled_at });
      }),
    list: () => readers.all({ sql: summaries, parameters: [] }, accountSummaryOf),
  };
}
