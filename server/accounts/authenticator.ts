import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Account, AccountStore } from '../storage/index.ts';
import { normalise } from './credentials.ts';
import { impossibleHash, verifyPassword } from './password-hash.ts';

/** Says whose name and password these are; undefined when they are nobody's, or the account is disabled. */
export type Authenticator = (name: string, password: string) => Promise<Account | undefined>;

/**
 * An authenticator that pays for the slow password hash once a password, not once a request.
 *
 * What it remembers is an HMAC, with a key of this process alone, over the password *and the stored hash*: memory holds no
 * password, and a password changed in the database is another one at once. The account itself is read on each request.
 */
export function createAuthenticator(accounts: AccountStore): Authenticator {
  const key = randomBytes(32);
  const nobody = impossibleHash();
  const verified = new Map<number, Buffer>();
  const inProgress = new Map<string, Promise<boolean>>();

  const tagOf = (password: string, hash: string): Buffer =>
    createHmac('sha256', key).update(`${hash}\0${password}`).digest();

  /** A hundred connections that start together with one password cost one hash. */
  const verifyOnce = (password: string, hash: string, tag: Buffer): Promise<boolean> => {
    const name = tag.toString('latin1');
    const running = inProgress.get(name) ?? verifyPassword(password, hash).finally(() => inProgress.delete(name));
    inProgress.set(name, running);
    return running;
  };

  return async (name, givenPassword) => {
    const account = await accounts.find(normalise(name));
    const password = normalise(givenPassword);
    const hash = account?.passwordHash ?? nobody;
    const tag = tagOf(password, hash);
    const remembered = account === undefined ? undefined : verified.get(account.id);
    if (remembered === undefined || !timingSafeEqual(remembered, tag)) {
      const right = await verifyOnce(password, hash, tag);
      if (!right || account === undefined) return undefined;
      verified.set(account.id, tag);
    }
    return account?.disabledAt === undefined ? account : undefined;
  };
}
