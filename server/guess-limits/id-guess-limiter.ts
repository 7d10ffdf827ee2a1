import type { GuessStore } from '../storage/index.ts';
import { BoundedMap } from './bounded-map.ts';
import { type BucketLimit, createTokenBuckets, type TokenBuckets } from './token-buckets.ts';

/** The sender of an ID: a phone, represented by its network (from `networkOf`), or an account. */
export type GuessSource =
  { readonly kind: 'phone'; readonly network: string } | { readonly kind: 'account'; readonly accountId: number };

/** The result of comparing an ID, or the time until it may be compared. */
export type Comparison = 'right' | 'wrong' | { readonly retryAfterMs: number };

/**
 * Limits the guesses of a phone's ID across all methods, channels, accounts and addresses. Between `wait` and `wrong`
 * or `right` nothing else may run, or concurrent guesses would all pass; `compare` does all of them.
 */
export interface IdGuessLimiter {
  /** Learns the guesses that other instances of the server have counted for these MACs. */
  load(macs: readonly string[]): Promise<void>;
  /** The ms until an ID of this MAC may be compared; 0: now. */
  wait(mac: string, source: GuessSource): number;
  /** Counts a wrong ID. */
  wrong(mac: string, source: GuessSource): void;
  /** Records a right ID: it was no guess, and this is the phone's last good network. */
  right(mac: string, source: GuessSource): void;
  /** Compares an ID unless it has to wait. */
  compare(mac: string, source: GuessSource, isRight: () => boolean): Comparison;
  /** Tells other instances about wrong IDs. Call it before the answer. */
  share(): Promise<void>;
}

export interface IdGuessLimiterOptions {
  /** The count that several instances share. */
  readonly store?: GuessStore | undefined;
  /** A monotonic time in ms. */
  readonly now?: () => number;
  /** Called for each wrong ID and each one that was not compared. */
  readonly onGuess?: (by: GuessSource['kind'], outcome: 'wrong' | 'limited') => void;
  readonly limits?: Partial<IdGuessLimits>;
}

export interface IdGuessLimits {
  /** For one MAC, from one network or account. */
  readonly source: BucketLimit;
  /** For one MAC, from all sources. */
  readonly mac: BucketLimit;
  /** For one MAC when others have used up `mac`: for the phone's last good network, and for accounts. */
  readonly reserve: BucketLimit;
}

const ENTRIES = 200_000;
const DEFAULT_LIMITS: IdGuessLimits = {
  source: { burst: 10, everyMs: 180_000, entries: ENTRIES },
  mac: { burst: 20, everyMs: 90_000, entries: ENTRIES },
  reserve: { burst: 5, everyMs: 600_000, entries: ENTRIES },
};
const MAX_LAST_GOOD_NETWORKS = 200_000;

/** A wrong ID whose count has not been shared yet. */
interface Unshared {
  readonly key: string;
  readonly ms: number;
}

/**
 * An ID has 65,536 values. A wrong one for a MAC, registered or not, costs a token of its source and one of the MAC. That
 * allows 20 + 960 guesses of a MAC on the first day, and twice 5 + 144 from the reserves: 1,278, so 59 days for all IDs.
 * Instances that share a PostgreSQL database share the count; guesses that reach n of them at the same moment may
 * exceed a burst by n - 1 bursts, which delay later guesses. With 8 instances, that is 1,488 guesses on the first day.
 *
 * The true phone is never blocked for long: guesses from another network do not use its tokens; its last good network
 * and the accounts have reserves when others have used up the MAC's tokens; and if the guesses come from its own
 * network, it can log in 3 minutes after they end. A right ID costs no token and returns those of its source. Nothing
 * is counted by network alone, because hundreds of phones may share one.
 */
export function createIdGuessLimiter(options: IdGuessLimiterOptions = {}): IdGuessLimiter {
  const { store, now = () => performance.now(), onGuess } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const bySource = createTokenBuckets(limits.source);
  const byMac = createTokenBuckets(limits.mac);
  const reserves = createTokenBuckets(limits.reserve);
  const lastGoodNetwork = new BoundedMap<string, string>(MAX_LAST_GOOD_NETWORKS);
  let unshared: Unshared[] = [];

  /** The key of the reserve that a source may use. */
  const reserveOf = (mac: string, source: GuessSource): string | undefined => {
    if (source.kind === 'account') return accountReserve(mac);
    return lastGoodNetwork.get(mac) === source.network ? networkReserve(mac) : undefined;
  };

  const take = (buckets: TokenBuckets, key: string, { everyMs }: BucketLimit): void => {
    buckets.take(key, now());
    if (store !== undefined) unshared.push({ key, ms: everyMs });
  };

  const wait = (mac: string, source: GuessSource): number => {
    // Most phones have no entry, because their IDs were never guessed.
    if (!byMac.has(mac)) return 0;
    const reserve = reserveOf(mac, source);
    const forAll = byMac.wait(mac, now());
    const own = reserve === undefined ? forAll : Math.min(forAll, reserves.wait(reserve, now()));
    const ms = Math.max(own, bySource.wait(sourceKey(mac, source), now()));
    if (ms > 0) onGuess?.(source.kind, 'limited');
    return ms;
  };

  const wrong = (mac: string, source: GuessSource): void => {
    bySource.take(sourceKey(mac, source), now());
    const reserve = reserveOf(mac, source);
    if (reserve !== undefined && byMac.wait(mac, now()) > 0) take(reserves, reserve, limits.reserve);
    else take(byMac, mac, limits.mac);
    onGuess?.(source.kind, 'wrong');
  };

  const right = (mac: string, source: GuessSource): void => {
    if (byMac.has(mac)) bySource.clear(sourceKey(mac, source));
    if (source.kind === 'account' || lastGoodNetwork.get(mac) === source.network) return;
    lastGoodNetwork.set(mac, source.network);
  };

  return {
    load: async (macs) => {
      if (store === undefined || macs.length === 0) return;
      const keys = macs.flatMap((mac) => [mac, networkReserve(mac), accountReserve(mac)]);
      const counted = await store.read(keys);
      for (const [key, fullInMs] of counted) {
        (key.includes(' ') ? reserves : byMac).raise(key, fullInMs, now());
      }
    },
    wait,
    wrong,
    right,
    compare: (mac, source, isRight) => {
      const retryAfterMs = wait(mac, source);
      if (retryAfterMs > 0) return { retryAfterMs };
      if (!isRight()) {
        wrong(mac, source);
        return 'wrong';
      }
      right(mac, source);
      return 'right';
    },
    share: async () => {
      const guesses = unshared;
      unshared = [];
      if (store !== undefined && guesses.length > 0) await store.add(guesses);
    },
  };
}

const sourceKey = (mac: string, source: GuessSource): string =>
  source.kind === 'phone' ? `${mac} ${source.network}` : `${mac} account ${source.accountId}`;
const networkReserve = (mac: string): string => `${mac} network`;
const accountReserve = (mac: string): string => `${mac} accounts`;
