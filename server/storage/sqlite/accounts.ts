import type { AccountStore } from '../account-store.ts';
import { booleanColumn, secondsOf } from '../columns.ts';
import { accountOf, accountSummaryOf } from '../rows.ts';
import type { Readers } from './reading/readers.ts';
import type { TurnReader } from './turn-reader.ts';
import type { Asked } from './writing/changes.ts';
import type { Writer } from './writing/writer.ts';

export interface AccountStoreParts {
  readonly readers: Readers;
  readonly writer: Writer;
  readonly rows: TurnReader;
}

const summaries = `
  SELECT name, created_at, disabled_at,
         (SELECT count(*) FROM registrations WHERE account_id = accounts.id) AS phones
  FROM accounts ORDER BY name`;

export function createAccountStore({ readers, writer, rows }: AccountStoreParts): AccountStore {
  const select = rows.prepare('SELECT id, name, password_hash, created_at, disabled_at FROM accounts WHERE name = ?');
  const change = async (asked: Asked): Promise<boolean> => booleanColumn(await writer.change(asked), 'done');

  return {
    add: ({ name, passwordHash, createdAt, channel }) =>
      change({ name: 'addAccount', input: { name, passwordHash, at: secondsOf(createdAt), channel } }),
    setPassword: (name, { passwordHash, at, channel }) =>
      change({ name: 'setPassword', input: { name, passwordHash, at: secondsOf(at), channel } }),
    setDisabled: (name, { disabled, at, channel }) =>
      change({ name: 'setDisabled', input: { name, disabled, at: secondsOf(at), channel } }),
    find: (name) =>
      rows.read(() => {
        const row = select(name);
        if (row === undefined) return undefined;
        const [id, found, password_hash, created_at, disabled_at] = row;
        return accountOf({ id, name: found, password_hash, created_at, disabled_at });
      }),
    list: () => readers.all(summaries, [], accountSummaryOf),
  };
}
