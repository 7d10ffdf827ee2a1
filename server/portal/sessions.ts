import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { FastifyBaseLogger } from 'fastify';
import { isEnabled } from '../accounts/index.ts';
import type { Login, SessionStore } from '../storage/index.ts';
import { type Notice, parseNotice } from './notice.ts';

/** A session ends this long after its last request, give or take `TOUCH_INTERVAL_MS`. */
const IDLE_MS = 2 * 60 * 60 * 1000;
/** A session ends this long after the login, however much it is used: a working day. */
export const MAX_SESSION_MS = 12 * 60 * 60 * 1000;
/** How often a session in use is extended, which writes to the database. */
const TOUCH_INTERVAL_MS = 5 * 60 * 1000;
/** A session that began in the future by more than this was made before the clock was set back. */
const CLOCK_SLACK_MS = 24 * 60 * 60 * 1000;

/** 32 random bytes in base64url. */
const sessionId = /^[\w-]{43}$/;

/** The session of a request. */
export interface PortalSession {
  readonly login: Login;
  /** The key of the session's form tokens, which no other session shares. */
  readonly secret: string;
  /** Leaves a message for the next page. A failure to store it is only logged, because the action is already done. */
  leaveNotice(notice: Notice): Promise<void>;
  /** The message that was left for this page. It is shown once. */
  takeNotice(): Promise<Notice | undefined>;
}

/** The portal's sessions. Created by a login, ended by a logout, and never brought back. */
export interface Sessions {
  /** Starts a session, with a message for its first page if there is one. Returns its ID, for the cookie. */
  start(login: Login, notice?: Notice): Promise<string>;
  /**
   * The session with this ID, if it has not ended and its login is still enabled and has the same password.
   */
  find(id: string | undefined, log: FastifyBaseLogger): Promise<PortalSession | undefined>;
  end(id: string | undefined): Promise<void>;
}

/**
 * Sessions in the database. Only a hash of a session's ID is stored there, so that the database does not allow anyone to take
 * over a session.
 *
 * @param secret the key from which those of the sessions are derived
 */
export function createSessions(
  store: SessionStore,
  { secret, now = () => new Date() }: { readonly secret: string; readonly now?: (() => Date) | undefined },
): Sessions {
  /** Extends a session that is in use. A failure is only logged, because the session is still valid. */
  const touch = (id: string, { startedAt, expiresAt }: Times, log: FastifyBaseLogger): void => {
    const end = Math.min(now().getTime() + IDLE_MS, startedAt.getTime() + MAX_SESSION_MS);
    if (end - expiresAt.getTime() < TOUCH_INTERVAL_MS) return;
    store.extend(keyOf(id), new Date(end)).catch((err: unknown) => {
      log.warn({ err }, 'a session could not be extended');
    });
  };

  return {
    start: async (login, notice) => {
      const id = randomBytes(32).toString('base64url');
      const startedAt = now();
      const expiresAt = new Date(startedAt.getTime() + IDLE_MS);
      await store.create(keyOf(id), { loginId: login.id, passwordTag: passwordTag(login), startedAt, expiresAt });
      if (notice !== undefined) await store.setNotice(keyOf(id), JSON.stringify(notice));
      return id;
    },
    find: async (id, log) => {
      if (id === undefined || !sessionId.test(id)) return undefined;
      const found = await store.find(keyOf(id), now());
      if (found === undefined || !isEnabled(found.login)) return undefined;
      const age = now().getTime() - found.startedAt.getTime();
      if (age > MAX_SESSION_MS || age < -CLOCK_SLACK_MS) return undefined;
      // The password was changed while this login was checking the former one.
      if (passwordTag(found.login) !== found.passwordTag) return undefined;
      touch(id, found, log);
      const setNotice = (notice: string | null): Promise<void> =>
        store.setNotice(keyOf(id), notice).catch((err: unknown) => {
          log.warn({ err }, 'the message of a session could not be changed');
        });
      return {
        login: found.login,
        secret: createHmac('sha256', secret).update(id).digest('base64url'),
        leaveNotice: (notice) => setNotice(JSON.stringify(notice)),
        takeNotice: async () => {
          if (found.notice === undefined) return undefined;
          await setNotice(null);
          return parseNotice(found.notice);
        },
      };
    },
    end: async (id) => {
      if (id !== undefined && sessionId.test(id)) await store.remove(keyOf(id));
    },
  };
}

interface Times {
  readonly startedAt: Date;
  readonly expiresAt: Date;
}

const keyOf = (id: string): string => createHash('sha256').update(id).digest('base64url');

/** A tag that changes with a login's password and reveals nothing about it. */
function passwordTag({ passwordHash }: Login): string {
  return createHash('sha256').update(passwordHash).digest('base64url').slice(0, 16);
}
