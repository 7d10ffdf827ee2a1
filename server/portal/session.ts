import { createHash } from 'node:crypto';
import type { SessionStore as PluginStore } from '@fastify/session';
import type { Session } from 'fastify';
import type { Account, SessionStore } from '../storage/index.ts';

/** The message about the last action that the next page shows. */
export interface Notice {
  readonly kind: 'done' | 'refused';
  readonly text: string;
  /** The server's answer code. */
  readonly code?: string;
}

declare module 'fastify' {
  interface Session {
    /** The logged-in account, and a tag of the password, which changes with it. */
    account?: { readonly id: number; readonly name: string; readonly password: string };
    notice?: Notice;
  }
}

/** A tag that changes with an account's password and reveals nothing about it. */
export function passwordTag({ passwordHash }: Pick<Account, 'passwordHash'>): string {
  return createHash('sha256').update(passwordHash).digest('base64url').slice(0, 16);
}

/** The lifetime of a session after its last request. */
export const sessionMs = 12 * 60 * 60 * 1000;

/**
 * Adapts our store to the session plugin. Only a hash of a session's ID is stored, so that the database does not allow
 * anyone to take over a session.
 */
export function pluginStore(sessions: SessionStore): PluginStore {
  const key = (id: string): string => createHash('sha256').update(id).digest('base64url');
  /** Passes the result or the error to the callback. */
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

/** Parses what `set` above has written. */
function parseSession(data: string): Session {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- JSON that only this module writes
  return JSON.parse(data) as Session;
}
