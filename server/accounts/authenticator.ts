import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { BoundedMap, createLoginLimiter, type LoginSource, networkOf } from '../guess-limits/index.ts';
import type { Login, LoginStore } from '../storage/index.ts';
import { normalise } from './credentials.ts';
import { createHashQueue } from './hash-queue.ts';
import { impossibleHash } from './password-hash.ts';
import { createPasswordHasher } from './password-hasher.ts';

/** Credentials, and the client that sent them. */
export interface LoginAttempt {
  readonly name: string;
  readonly password: string;
  /** The client's address. */
  readonly from: string;
  /** Whether the client has disconnected, so that its password need not be checked any more. */
  readonly isGone: () => boolean;
}

/**
 * The login; or why there is none: wrong credentials, or a password that was not checked, because there were too many
 * wrong ones (`slowed`) or too many logins at once (`busy`).
 */
export type LoginAnswer =
  | { readonly ok: true; readonly login: Login }
  | { readonly ok: false; readonly reason: 'wrong' }
  | { readonly ok: false; readonly reason: 'slowed' | 'busy'; readonly retryAfterMs: number };

export type Authenticate = (attempt: LoginAttempt) => Promise<LoginAnswer>;

/**
 * Hashes a new password in the queue of the passwords to verify. Undefined if too many are waiting, or the client has
 * disconnected.
 */
export type HashPassword = (request: Pick<LoginAttempt, 'password' | 'from' | 'isGone'>) => Promise<string | undefined>;

export interface Authenticator {
  readonly authenticate: Authenticate;
  readonly hashPassword: HashPassword;
  /** Computes no more password hashes; resolves when none is running. */
  readonly stop: () => Promise<void>;
}

const wrong: LoginAnswer = { ok: false, reason: 'wrong' };
/** Long enough to compute the hashes that are waiting now. */
const busy: LoginAnswer = { ok: false, reason: 'busy', retryAfterMs: 10_000 };
/** Bounds the memory for wrong and for right passwords, which are kept as HMACs. */
const MAX_REMEMBERED = 10_000;

/** A password that is being hashed, for all requests that sent it. */
interface Verification {
  readonly result: Promise<boolean | undefined>;
  readonly clients: (() => boolean)[];
  /** The networks that it was counted for. */
  readonly networks: Set<string>;
}

/**
 * Creates an authenticator that computes the slow password hash once per password and network rather than once per request,
 * and limits the rate of guesses.
 *
 * It remembers HMACs, with a key of this process, over the name, the password and the stored hash: memory holds no password,
 * and a password changed in the database is forgotten at once. The login is read on every request. A wrong password that
 * is repeated, as by a program with old settings, counts as one guess. A right one is accepted from a network where it
 * was right before, even while guesses from there are refused.
 *
 * @param now a monotonic time in ms
 */
export function createAuthenticator(
  logins: Pick<LoginStore, 'find'>,
  now: () => number = () => performance.now(),
): Authenticator {
  const key = randomBytes(32);
  const decoyHash = impossibleHash();
  const limiter = createLoginLimiter();
  const hasher = createPasswordHasher();
  const queue = createHashQueue();
  /** The last right password by login and network. */
  const right = new BoundedMap<string, string>(MAX_REMEMBERED);
  const wrongGuesses = new BoundedMap<string, true>(MAX_REMEMBERED);
  const verifications = new Map<string, Verification>();

  const tagOf = (...parts: readonly string[]): string =>
    createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url');

  /** Requests that send the same password at the same time share one hash. */
  const verify = (attempt: LoginAttempt, source: LoginSource, hash: string, tag: string): Verification => {
    const running = verifications.get(tag);
    if (running !== undefined) {
      running.clients.push(attempt.isGone);
      return running;
    }
    const clients = [attempt.isGone];
    const result = queue
      .run({
        network: source.network,
        isAbandoned: () => clients.every((isGone) => isGone()),
        work: () => hasher.verify(normalise(attempt.password), hash),
      })
      .finally(() => verifications.delete(tag));
    const verification: Verification = { result, clients, networks: new Set() };
    verifications.set(tag, verification);
    return verification;
  };

  const authenticate: Authenticate = async (attempt) => {
    const name = normalise(attempt.name);
    const source = { name, network: networkOf(attempt.from) };
    const login = await logins.find(name);
    // An unknown name must take as long as a wrong password.
    const hash = login?.passwordHash ?? decoyHash;
    const tag = tagOf(name, normalise(attempt.password), hash);
    const place = `${login?.id ?? ''} ${source.network}`;
    const guess = `${tag} ${source.network}`;
    if (wrongGuesses.has(guess)) return wrong;

    const lastRight = login === undefined ? undefined : right.get(place);
    const isCounted = verifications.get(tag)?.networks.has(source.network) === true;
    const retryAfterMs = isCounted ? 0 : limiter.wait(source, lastRight !== undefined, now());
    if (lastRight !== undefined && (retryAfterMs === 0 || limiter.mayCompare(source, now()))) {
      if (isSame(lastRight, tag)) return admit(login);
      if (retryAfterMs > 0) limiter.compared(source, now());
    }
    if (retryAfterMs > 0) return { ok: false, reason: 'slowed', retryAfterMs };

    const verification = verify(attempt, source, hash, tag);
    const counts = !verification.networks.has(source.network);
    if (counts) {
      verification.networks.add(source.network);
      limiter.take(source, now());
    }
    const isRight = await verification.result;
    if (isRight === false || (isRight === true && login === undefined)) {
      wrongGuesses.set(guess, true);
      return wrong;
    }
    if (counts) limiter.giveBack(source, now());
    if (isRight === undefined) return busy;
    right.set(place, tag);
    return admit(login);
  };

  return {
    authenticate,
    hashPassword: ({ password, from, isGone }) =>
      queue.run({ network: networkOf(from), isAbandoned: isGone, work: () => hasher.hash(normalise(password)) }),
    stop: async () => {
      await queue.stop();
      await hasher.close();
    },
  };
}

function admit(login: Login | undefined): LoginAnswer {
  return login === undefined || !isEnabled(login) ? wrong : { ok: true, login };
}

/** Whether neither the login nor its account is disabled. */
export function isEnabled({ disabledAt, account }: Login): boolean {
  return disabledAt === undefined && account.disabledAt === undefined;
}

/** Compares two HMACs in constant time. */
function isSame(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(one), Buffer.from(other));
}
