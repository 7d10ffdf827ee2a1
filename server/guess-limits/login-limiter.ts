import { createHash } from 'node:crypto';
import { type BucketLimit, createTokenBuckets } from './token-buckets.ts';

/** The name and network of a login attempt. */
export interface LoginSource {
  readonly name: string;
  /** From `networkOf`. */
  readonly network: string;
}

/**
 * Limits the rate of password guesses. An attempt is counted before the password is hashed, and given back if the
 * password was right or was never checked, so guesses that arrive together cannot all pass. Times are monotonic ms.
 */
export interface LoginLimiter {
  /**
   * The ms until a password may be tried; 0: now. With `known`, this account has logged in from this network before, and
   * guesses from other networks do not count.
   */
  wait(source: LoginSource, known: boolean, now: number): number;
  /** Counts an attempt. */
  take(source: LoginSource, now: number): void;
  /** Takes back an attempt that was no guess. */
  giveBack(source: LoginSource, now: number): void;
  /**
   * Whether a password may be compared with the last right one of this network. That is cheap, and is allowed for some time
   * after `wait` forbids hashes.
   */
  mayCompare(source: LoginSource, now: number): boolean;
  /** Counts such a comparison of a wrong password. */
  compared(source: LoginSource, now: number): void;
}

const ENTRIES = 50_000;
/** More than a person who has forgotten the password would try; then 40 an hour. */
const PAIR_LIMIT: BucketLimit = { burst: 10, everyMs: 90_000, entries: ENTRIES };
/** For all accounts from one network: enough for an office behind one address. */
const NETWORK_LIMIT: BucketLimit = { burst: 100, everyMs: 9_000, entries: ENTRIES };
/** For one account from all networks: 2,980 guesses on the first day. */
const NAME_LIMIT: BucketLimit = { burst: 100, everyMs: 30_000, entries: ENTRIES };
/**
 * Lets a known client log in although its network is blocked. The burst is more than a person or a program with a wrong
 * password ever sends; only someone who tries passwords from there uses it up, and then the client waits for half a minute
 * after that has ended. It allows 3,179 guesses on the first day, about as many as NAME_LIMIT.
 */
const COMPARISON_LIMIT: BucketLimit = { burst: 300, everyMs: 30_000, entries: ENTRIES };

/** The limiter of one process. */
export function createLoginLimiter(): LoginLimiter {
  const byPair = createTokenBuckets(PAIR_LIMIT);
  const byNetwork = createTokenBuckets(NETWORK_LIMIT);
  const byName = createTokenBuckets(NAME_LIMIT);
  const comparisons = createTokenBuckets(COMPARISON_LIMIT);
  return {
    wait: (source, known, now) => {
      const { pair, network, name } = keysOf(source);
      return Math.max(byPair.wait(pair, now), byNetwork.wait(network, now), known ? 0 : byName.wait(name, now));
    },
    take: (source, now) => {
      const { pair, network, name } = keysOf(source);
      byPair.take(pair, now);
      byNetwork.take(network, now);
      byName.take(name, now);
    },
    giveBack: (source, now) => {
      const { pair, network, name } = keysOf(source);
      byPair.giveBack(pair, now);
      byNetwork.giveBack(network, now);
      byName.giveBack(name, now);
    },
    mayCompare: (source, now) => comparisons.wait(keysOf(source).pair, now) === 0,
    compared: (source, now) => {
      comparisons.take(keysOf(source).pair, now);
    },
  };
}

function keysOf({ name, network }: LoginSource) {
  return { pair: keyOf(`${network} ${name}`), network: keyOf(network), name: keyOf(name) };
}

/** Longer than any account name with a network. A client may send a name of 16 KiB, of which a hash is kept. */
const MAX_KEY_LENGTH = 256;

const keyOf = (text: string): string =>
  text.length <= MAX_KEY_LENGTH ? text : createHash('sha256').update(text).digest('base64url');
