import type { DatabaseSync } from 'node:sqlite';
import { secondsOf, textColumn } from '../model/rows.ts';
import type { SessionStore } from '../model/storage.ts';
import { explained } from './connection/errors.ts';
import type { Writer } from './writer/writer.ts';

export function createSessionStore(database: DatabaseSync, writer: Writer): SessionStore {
  const select = database.prepare('SELECT data FROM sessions WHERE id = ? AND expires_at > ?');
  return {
    read: (id, now) =>
      explained(() => {
        const row = select.get(id, secondsOf(now));
        return row === undefined ? undefined : textColumn(row, 'data');
      }),
    write: async (id, { data, accountId = null, expiresAt }) => {
      await writer.change({ name: 'writeSession', input: { id, accountId, data, expiresAt: secondsOf(expiresAt) } });
    },
    remove: async (id) => {
      await writer.change({ name: 'removeSession', input: { id } });
    },
    removeExpired: async (now) => {
      await writer.change({ name: 'removeExpiredSessions', input: { now: secondsOf(now) } });
    },
  };
}
