import type { DatabaseSync } from 'node:sqlite';
import { loginColumns, secondsOf, sessionOf } from '../model/rows.ts';
import type { SessionStore } from '../model/sessions.ts';
import { explained } from './connection/errors.ts';
import type { Writer } from './writer/writer.ts';

export function createSessionStore(database: DatabaseSync, writer: Writer): SessionStore {
  const select = database.prepare(
    `SELECT ${loginColumns}, password_tag, started_at, expires_at, notice
     FROM sessions JOIN logins ON logins.id = login_id JOIN accounts ON accounts.id = account_id
     WHERE sessions.id = ? AND expires_at > ?`,
  );
  return {
    create: async (id, { loginId, passwordTag, startedAt, expiresAt }) => {
      const times = { startedAt: secondsOf(startedAt), expiresAt: secondsOf(expiresAt) };
      await writer.change({ name: 'createSession', input: { id, loginId, passwordTag, ...times } });
    },
    find: (id, now) =>
      explained(() => {
        const row = select.get(id, secondsOf(now));
        return row && sessionOf(row);
      }),
    extend: async (id, expiresAt) => {
      await writer.change({ name: 'extendSession', input: { id, expiresAt: secondsOf(expiresAt) } });
    },
    setNotice: async (id, notice) => {
      await writer.change({ name: 'setSessionNotice', input: { id, notice } });
    },
    remove: async (id) => {
      await writer.change({ name: 'removeSession', input: { id } });
    },
    removeExpired: async (now) => {
      await writer.change({ name: 'removeExpiredSessions', input: { now: secondsOf(now) } });
    },
  };
}
