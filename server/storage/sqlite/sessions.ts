import type { DatabaseSync } from 'node:sqlite';
import { secondsOf, textColumn } from '../columns.ts';
import type { SessionStore } from '../session-store.ts';
import { explained } from './errors.ts';
import type { Writer } from './writer.ts';

export function createSessionStore(database: DatabaseSync, writer: Writer): SessionStore {
  const select = database.prepare('SELECT data FROM sessions WHERE id = ? AND expires_at > ?');
  const upsert = database.prepare(`
    INSERT INTO sessions (id, account_id, data, expires_at) VALUES (?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET account_id = excluded.account_id, data = excluded.data, expires_at = excluded.expires_at`);
  const remove = database.prepare('DELETE FROM sessions WHERE id = ?');
  const removeOld = database.prepare('DELETE FROM sessions WHERE expires_at <= ?');
  const write = (job: () => unknown): Promise<void> =>
    writer.write(() => {
      job();
    });
  return {
    read: (id, now) =>
      explained(() => {
        const row = select.get(id, secondsOf(now));
        return row === undefined ? undefined : textColumn(row, 'data');
      }),
    write: (id, { data, accountId, expiresAt }) =>
      write(() => upsert.run(id, accountId ?? null, data, secondsOf(expiresAt))),
    remove: (id) => write(() => remove.run(id)),
    removeExpired: (now) => write(() => removeOld.run(secondsOf(now))),
  };
}
