import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Account, AccountStore } from '../storage/index.ts';
import { normalise } from './credentials.ts';
import { createLoginGuard } from './login-guard.ts';
import { impossibleHash, verifyPassword } from './password-hash.ts';

/** Credentials, and the client address that they came from. */
export interface Login {
  readonly name: string;
  readonly password: string;
  readonly from: string;
}

/** The account; or a refusal, with the time to wait when there were too many wrong passwords. */
export type LoginAnswer =
  { readonly ok: true; readonly account: Account } | { readonly ok: false; readonly retryAfterMs: number | undefined };

export type Authenticator = (login: Login) => Promise<LoginAnswer>;

const refused: LoginAnswer = { ok: false, retryAfterMs: undefined };
/** Bounds the memory for wrong passwords. */
const MAX_WRONG = 10_000;

/**
 * Creates an authenticator that computes the slow password hash once per password rather than once per request, and limits
 * the rate of guesses.
 *
 * It caches an HMAC, with a key of this process, over the password and the stored hash: memory holds no password, and a
 * password changed in the database invalidates the cache at once. The account is read on every request. A wrong password
 * that is repeated, as by a program with old settings, counts as one guess.
 */
export function createAuthenticator(accounts: AccountStore): Authenticator {
  const key = randomBytes(32);
  const hashOfNobody = impossibleHash();
  const guard = createLoginGuard();
  const verifiedTags = new Map<number, string>();
  const wrong = new Set<string>();
  const inProgress = new Map<string, Promise<boolean>>();

  const tagOf = (password: string, hash: string): string =>
    createHmac('sha256', key).update(`${hash}\0${password}`).digest('base64url');

  /** Concurrent requests with the same password share one hash computation. */
  const verifyOnce = (password: string, hash: string, tag: string): Promise<boolean> => {
    const running = inProgress.get(tag) ?? verifyPassword(password, hash).finally(() => inProgress.delete(tag));
    inProgress.set(tag, running);
    return running;
  };

  const addWrong = (guess: string): void => {
    const [oldest] = wrong;
    if (wrong.size >= MAX_WRONG && oldest !== undefined) wrong.delete(oldest);
    wrong.add(guess);
  };

  return async ({ name: givenName, password: givenPassword, from }) => {
    const name = normalise(givenName);
    const password = normalise(givenPassword);
    const account = await accounts.find(name);
    // An unknown name must take as long as a wrong password.
    const hash = account?.passwordHash ?? hashOfNobody;
    const tag = tagOf(password, hash);
    const guess = `${tag}${JSON.stringify([name, from])}`;
    if (wrong.has(guess)) return refused;
    const cachedTag = account === undefined ? undefined : verifiedTags.get(account.id);
    const known = cachedTag !== undefined && timingSafeEqual(Buffer.from(cachedTag), Buffer.from(tag));
    const retryAfterMs = await guard.blockedFor(name, from, known);
    if (retryAfterMs !== undefined) return { ok: false, retryAfterMs };

    if (!known) {
      const isRight = await verifyOnce(password, hash, tag);
      if (!isRight || account === undefined) {
        // Concurrent requests with the same wrong password count as one guess.
        if (!wrong.has(guess)) {
          addWrong(guess);
          await guard.failed(name, from);
        }
        return refused;
      }
      verifiedTags.set(account.id, tag);
    }
    return account?.disabledAt === undefined && account !== undefined ? { ok: true, account } : refused;
  };
}
