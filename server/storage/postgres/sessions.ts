import { secondsOf, textColumn } from '../model/rows.ts';
import type { SessionStore } from '../model/storage.ts';
import { type Database, isStorable } from './database.ts';

export function createSessionStore(database: Database): SessionStore {
  return {
    read: async (id, now) => {
      if (!isStorable(id)) return undefined;
      const [row] = await database.read({
        name: 'session',
        text: 'SELECT data FROM sessions WHERE id = $1 AND expires_at > $2',
        values: [id, secondsOf(now)],
      });
      return row && textColumn(row, 'data');
    },
    write: async (id, { data, accountId, expiresAt }) => {
      await database.write({
        name: 'write session',
        text: `INSERT INTO sessions (id, account_id, data, expires_at) VALUES ($1, $2, $3, $4)
               ON CONFLICT (id) DO UPDATE
               SET account_id = excluded.account_id, data = excluded.data, expires_at = excluded.expires_at`,
        values: [id, accountId, data, secondsOf(expiresAt)],
      });
    },
    remove: async (id) => {
      if (isStorable(id)) await database.write({ text: 'DELETE FROM sessions WHERE id = $1', values: [id] });
    },
    removeExpired: async (now) => {
      await database.write({ text: 'DELETE FROM sessions WHERE expires_at <= $1', values: [secondsOf(now)] });
    },
  };
}
