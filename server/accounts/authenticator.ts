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
const MAX_CACHED = 10_000;

/** A password that is being checked, for all requests that sent it. */
interface Verification {
  /** Undefined if it was not checked. */
  readonly result: Promise<CheckedPassword | undefined>;
  readonly clients: (() => boolean)[];
  /** The networks that it was counted for. */
  readonly networks: Set<string>;
}

interface CheckedPassword {
  readonly login: Login | undefined;
  readonly isRight: boolean;
}

/** The last right password of a login from a network. */
interface RightPassword {
  readonly loginId: number;
  /** The tag of name and password. */
  readonly given: string;
  /** The stored hash with which it was right. */
  readonly passwordHash: string;
}

/** What the cache says of a login and a password from a network. */
interface CachedAnswer {
  readonly answer?: LoginAnswer;
  /** Whether the login was right before from there. */
  readonly isKnown: boolean;
}

/**
 * Creates an authenticator that computes the slow password hash once per password and network rather than once per request,
 * and limits the rate of guesses.
 *
 * It keeps an HMAC of name and password, with a key of this process, beside the stored hash that it was compared with. So
 * memory holds no password, and an entry is void once the password is changed in the database. Each request reads the login,
 * except those that are refused because of earlier ones: many of them cost the database nothing. A wrong password that is
 * repeated, as by a program with old settings, counts as one guess. A right one is accepted from a network where it was right
 * before, even while guesses from there are refused.
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
  /** By name and network. */
  const rightPasswords = new BoundedMap<string, RightPassword>(MAX_CACHED);
  /** The stored hashes with which passwords were wrong, by name, password and network. */
  const wrongPasswords = new BoundedMap<string, string>(MAX_CACHED);
  /** By name and password. */
  const verifications = new Map<string, Verification>();

  const tagOf = (name: string, password: string): string =>
    createHmac('sha256', key)
      .update(JSON.stringify([name, password]))
      .digest('base64url');
  /** An unknown name must take as long as a wrong password. */
  const hashOf = (login: Login | undefined): string => login?.passwordHash ?? decoyHash;

  /** Answers if the password is the last right one from this network, or one that was wrong from there. */
  const answerFromCache = async (source: LoginSource, given: string): Promise<CachedAnswer> => {
    const right = rightPasswords.get(placeOf(source));
    const wrongWith = wrongPasswords.get(guessOf(source, given));
    if (right === undefined && wrongWith === undefined) return { isKnown: false };
    const login = await logins.find(source.name);
    if (wrongWith === hashOf(login)) return { answer: wrong, isKnown: false };
    if (right === undefined || right.loginId !== login?.id) return { isKnown: false };
    const mustWait = waitOf(source, given, true) > 0;
    if (mustWait && !limiter.mayCompare(source, now())) return { isKnown: true };
    if (right.passwordHash === login.passwordHash && isSame(right.given, given))
      return { answer: admit(login), isKnown: true };
    if (mustWait) limiter.compared(source, now());
    return { isKnown: true };
  };

  /** How long this password must wait because of wrong ones. One that is being checked has been counted. */
  const waitOf = (source: LoginSource, given: string, isKnown: boolean): number => {
    const isCounted = verifications.get(given)?.networks.has(source.network) === true;
    return isCounted ? 0 : limiter.wait(source, isKnown, now());
  };

  /** Reads the login and compares the password. Undefined if too many are waiting. */
  const verify = (attempt: LoginAttempt, { name, network }: LoginSource, given: string): Verification | undefined => {
    const running = verifications.get(given);
    if (running !== undefined) {
      running.clients.push(attempt.isGone);
      return running;
    }
    if (queue.isFull(network)) return undefined;
    const clients = [attempt.isGone];
    const finding = logins.find(name);
    // Its turn may never come.
    finding.catch(() => undefined);
    const work = async (): Promise<CheckedPassword> => {
      const login = await finding;
      const isRight = await hasher.verify(normalise(attempt.password), hashOf(login));
      return { login, isRight };
    };
    const result = queue
      .run({ network, isAbandoned: () => clients.every((isGone) => isGone()), work })
      .finally(() => verifications.delete(given));
    const verification: Verification = { result, clients, networks: new Set() };
    verifications.set(given, verification);
    return verification;
  };

  const authenticate: Authenticate = async (attempt) => {
    const source = { name: normalise(attempt.name), network: networkOf(attempt.from) };
    const given = tagOf(source.name, normalise(attempt.password));
    const { answer, isKnown } = await answerFromCache(source, given);
    if (answer !== undefined) return answer;

    // Nothing may run between the look at the limiter and the count.
    const retryAfterMs = waitOf(source, given, isKnown);
    if (retryAfterMs > 0) return { ok: false, reason: 'slowed', retryAfterMs };
    const verification = verify(attempt, source, given);
    if (verification === undefined) return busy;
    const counts = !verification.networks.has(source.network);
    if (counts) {
      verification.networks.add(source.network);
      limiter.take(source, now());
    }
    const giveBack = (): void => {
      if (counts) limiter.giveBack(source, now());
    };
    const checked = await verification.result.catch((error: unknown) => {
      giveBack();
      throw error;
    });
    if (checked === undefined) {
      giveBack();
      return busy;
    }
    const { login, isRight } = checked;
    if (!isRight || login === undefined) {
      wrongPasswords.set(guessOf(source, given), hashOf(login));
      return wrong;
    }
    giveBack();
    rightPasswords.set(placeOf(source), { loginId: login.id, given, passwordHash: login.passwordHash });
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

function admit(login: Login): LoginAnswer {
  return isEnabled(login) ? { ok: true, login } : wrong;
}

const placeOf = ({ name, network }: LoginSource): string => `${network} ${name}`;
const guessOf = ({ network }: LoginSource, given: string): string => `${network} ${given}`;

/** Whether neither the login nor its account is disabled. */
export function isEnabled({ disabledAt, account }: Login): boolean {
  return disabledAt === undefined && account.disabledAt === undefined;
}

/** Compares two HMACs in constant time. */
function isSame(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(one), Buffer.from(other));
}
