import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Account, AccountStore } from '../storage/index.ts';
import { normalise } from './credentials.ts';
import { createLoginGuard } from './login-guard.ts';
import { impossibleHash, verifyPassword } from './password-hash.ts';

/** Somebody says who they are; `from` is the address that they say it from. */
export interface Login {
  readonly name: string;
  readonly password: string;
  readonly from: string;
}

/** Whose name and password these are; or that they are nobody's, or of a disabled account; or how long to wait first. */
export type LoginAnswer =
  { readonly ok: true; readonly account: Account } | { readonly ok: false; readonly retryAfterMs: number | undefined };

export type Authenticator = (login: Login) => Promise<LoginAnswer>;

const refused: LoginAnswer = { ok: false, retryAfterMs: undefined };
/** How many wrong passwords are remembered. */
const maxWrong = 10_000;

/**
 * An authenticator that pays for the slow password hash once a password, not once a request, and slows down who guesses.
 *
 * What it remembers is an HMAC, with a key of this process alone, over the password *and the stored hash*: memory holds no
 * password, and a password changed in the database is another one at once. The account itself is read on each request.
 * One wrong password that comes again and again, as from a program whose settings are old, counts as one guess.
 */
export function createAuthenticator(accounts: AccountStore): Authenticator {
  const key = randomBytes(32);
  const nobody = impossibleHash();
  const guard = createLoginGuard();
  const verified = new Map<number, string>();
  const wrong = new Set<string>();
  const inProgress = new Map<string, Promise<boolean>>();

  const tagOf = (password: string, hash: string): string =>
    createHmac('sha256', key).update(`${hash}\0${password}`).digest('base64url');

  /** A hundred connections that start together with one password cost one hash. */
  const verifyOnce = (password: string, hash: string, tag: string): Promise<boolean> => {
    const running = inProgress.get(tag) ?? verifyPassword(password, hash).finally(() => inProgress.delete(tag));
    inProgress.set(tag, running);
    return running;
  };

  const rememberWrong = (guess: string): void => {
    const [oldest] = wrong;
    if (wrong.size >= maxWrong && oldest !== undefined) wrong.delete(oldest);
    wrong.add(guess);
  };

  return async ({ name: givenName, password: givenPassword, from }) => {
    const name = normalise(givenName);
    const password = normalise(givenPassword);
    const account = await accounts.find(name);
    // An unknown name takes as long as a wrong password.
    const hash = account?.passwordHash ?? nobody;
    const tag = tagOf(password, hash);
    const guess = `${tag}${JSON.stringify([name, from])}`;
    if (wrong.has(guess)) return refused;
    const remembered = account === undefined ? undefined : verified.get(account.id);
    const known = remembered !== undefined && timingSafeEqual(Buffer.from(remembered), Buffer.from(tag));
    const retryAfterMs = await guard.blockedFor(name, from, known);
    if (retryAfterMs !== undefined) return { ok: false, retryAfterMs };

    if (!known) {
      const right = await verifyOnce(password, hash, tag);
      if (!right || account === undefined) {
        // A hundred connections with one wrong password are one guess as well.
        if (!wrong.has(guess)) {
          rememberWrong(guess);
          await guard.failed(name, from);
        }
        return refused;
      }
      verified.set(account.id, tag);
    }
    return account?.disabledAt === undefined && account !== undefined ? { ok: true, account } : refused;
  };
}
