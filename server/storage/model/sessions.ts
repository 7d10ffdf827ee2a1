import type { Login } from './logins.ts';

/** A session of the portal. */
export interface StoredSession {
  /** The login as it is now. */
  readonly login: Login;
  /** A tag of the password with which the session was started. */
  readonly passwordTag: string;
  readonly startedAt: Date;
  readonly expiresAt: Date;
  /** The message that the next page shows. */
  readonly notice: string | undefined;
}

/** Portal sessions. In the database, so that every instance sees them and a change of the login ends them. */
export interface SessionStore {
  /** Does nothing if the login was removed meanwhile. */
  create(id: string, session: Omit<StoredSession, 'login' | 'notice'> & { readonly loginId: number }): Promise<void>;
  /** The session, unless it has expired. */
  find(id: string, now: Date): Promise<StoredSession | undefined>;
  /** Changes when a session expires. Does nothing if it was removed meanwhile: a session is never brought back. */
  extend(id: string, expiresAt: Date): Promise<void>;
  /** Changes the message for the next page; like `extend`, it brings nothing back. */
  setNotice(id: string, notice: string | null): Promise<void>;
  remove(id: string): Promise<void>;
  removeExpired(now: Date): Promise<void>;
}
