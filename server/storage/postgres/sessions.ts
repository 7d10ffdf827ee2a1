import { loginColumns, secondsOf, sessionOf } from '../model/rows.ts';
import type { SessionStore } from '../model/sessions.ts';
import type { Database } from './database.ts';

export function createSessionStore(database: Database): SessionStore {
  return {
    create: async (id, { loginId, passwordTag, startedAt, expiresAt }) => {
      await database.write({
        // With the lock, a login that is being removed is not found rather than violating the foreign key.
        text: `INSERT INTO sessions (id, login_id, password_tag, started_at, expires_at)
               SELECT $1, id, $3, $4, $5 FROM logins WHERE id = $2 FOR KEY SHARE`,
        values: [id, loginId, passwordTag, secondsOf(startedAt), secondsOf(expiresAt)],
      });
    },
    find: async (id, now) => {
      const [row] = await database.lookUp({
        name: 'session',
        text: `SELECT ${loginColumns}, password_tag, started_at, expires_at, notice
               FROM sessions JOIN logins ON logins.id = login_id JOIN accounts ON accounts.id = account_id
               WHERE sessions.id = $1 AND expires_at > $2`,
        values: [id, secondsOf(now)],
      });
      return row && sessionOf(row);
    },
    extend: async (id, expiresAt) => {
      await database.write({
        text: 'UPDATE sessions SET expires_at = $2 WHERE id = $1',
        values: [id, secondsOf(expiresAt)],
      });
    },
    setNotice: async (id, notice) => {
      await database.write({ text: 'UPDATE sessions SET notice = $2 WHERE id = $1', values: [id, notice] });
    },
    remove: async (id) => {
      await database.write({ text: 'DELETE FROM sessions WHERE id = $1', values: [id] });
    },
    removeExpired: async (now) => {
      await database.write({ text: 'DELETE FROM sessions WHERE expires_at <= $1', values: [secondsOf(now)] });
    },
  };
}
