import type { DatabaseSync } from 'node:sqlite';
import type { AccountStore } from '../storage.ts';
import { integerColumn, optionalTimeColumn, secondsOf, textColumn, timeColumn } from './columns.ts';
import type { Writer } from './writer.ts';

export function createAccountStore(database: DatabaseSync, writer: Writer): AccountStore {
  const insert = database.prepare(
    'INSERT INTO accounts (name, password_hash, created_at) VALUES (?, ?, ?) ON CONFLICT (name) DO NOTHING',
  );
  const select = database.prepare(
    'SELECT id, name, password_hash, created_at, disabled_at FROM accounts WHERE name = ?',
  );
  const selectAll = database.prepare(`
    SELECT name, created_at, disabled_at,
           (SELECT count(*) FROM registrations WHERE account_id = accounts.id) AS phones
    FROM accounts ORDER BY name`);
  return {
    add: ({ name, passwordHash, createdAt }) =>
      writer.write(() => insert.run(name, passwordHash, secondsOf(createdAt)).changes === 1),
    find: (name) => {
      const row = select.get(name);
      if (row === undefined) return Promise.resolve(undefined);
      return Promise.resolve({
        id: integerColumn(row, 'id'),
        name: textColumn(row, 'name'),
        passwordHash: textColumn(row, 'password_hash'),
        createdAt: timeColumn(row, 'created_at'),
        disabledAt: optionalTimeColumn(row, 'disabled_at'),
      });
    },
    list: () =>
      Promise.resolve(
        selectAll.all().map((row) => ({
          name: textColumn(row, 'name'),
          createdAt: timeColumn(row, 'created_at'),
          disabledAt: optionalTimeColumn(row, 'disabled_at'),
          phones: integerColumn(row, 'phones'),
        })),
      ),
  };
}
