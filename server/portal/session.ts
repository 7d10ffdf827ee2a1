import { createHash } from 'node:crypto';
import type { SessionStore as PluginStore } from '@fastify/session';
import type { Session } from 'fastify';
import type { Account, SessionStore } from '../storage/index.ts';

/** What the next page says of the last action. */
export interface Notice {
  readonly kind: 'done' | 'refused';
  readonly text: string;
  /** The server's answer code, for those who know it. */
  readonly code?: string;
}

declare module 'fastify' {
  interface Session {
    /** Who has logged in, and with which of their passwords: after a change it is another one. */
    account?: { readonly id: number; readonly name: string; readonly password: string };
    notice?: Notice;
  }
}

/** Tells one password of an account from another, and nothing more of it. */
export function passwordTag({ passwordHash }: Pick<Account, 'passwordHash'>): string {
  return createHash('sha256').update(passwordHash).digest('base64url').slice(0, 16);
}

/** How long a session lasts after its last request. */
export const sessionMs = 12 * 60 * 60 * 1000;

/**
 * The store that the session plugin wants, on ours. Only a hash of a session's ID is kept: who reads the database, or a
 * backup, cannot take over a session.
 */
export function pluginStore(sessions: SessionStore): PluginStore {
  const key = (id: string): string => createHash('sha256').update(id).digest('base64url');
  /** Hands on what came of it, or the error. */
  const settle = <T>(work: Promise<T>, callback: (error: unknown, result?: T) => void): void => {
    work.then(
      (result) => {
        callback(null, result);
      },
      (error: unknown) => {
        callback(error);
      },
    );
  };
  return {
    get: (id, callback) => {
      settle(
        sessions.read(key(id), new Date()).then((data) => (data === undefined ? null : parseSession(data))),
        callback,
      );
    },
    set: (id, session, callback) => {
      const kept = {
        data: JSON.stringify(session),
        accountId: session.account?.id,
        expiresAt: new Date(Date.now() + sessionMs),
      };
      settle(sessions.write(key(id), kept), callback);
    },
    destroy: (id, callback) => {
      settle(sessions.remove(key(id)), callback);
    },
  };
}

/** What `set` above has written; nobody else writes there. */
function parseSession(data: string): Session {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- our own JSON, signed by where it stands
  return JSON.parse(data) as Session;
}
