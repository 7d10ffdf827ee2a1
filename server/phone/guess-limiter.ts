/**
 * Limits the rate of guesses of a phone's ID. Times are in ms since 1970. Between `wait` and `wrong` or `right` nothing else
 * may run, or concurrent guesses would all pass.
 */
export interface GuessLimiter {
  /** The ms until an answer for this MAC from this address may be checked; 0: now. */
  wait(mac: string, address: string, now: number): number;
  /** Records a wrong answer. */
  wrong(mac: string, address: string, now: number): void;
  /** Records a right answer: it was not a guess, and this is the phone's last good address. */
  right(mac: string, address: string): void;
}

/** A burst, then one per interval in ms; at most `entries` are kept. */
export interface GuessLimit {
  readonly burst: number;
  readonly everyMs: number;
  readonly entries: number;
}

/** For one MAC, from one address. */
const ADDRESS_LIMIT: GuessLimit = { burst: 10, everyMs: 180_000, entries: 200_000 };
/** For one MAC, from all addresses together. */
const MAC_LIMIT: GuessLimit = { burst: 30, everyMs: 60_000, entries: 200_000 };
const MAX_LAST_GOOD_ADDRESSES = 200_000;

/**
 * An ID has 65,536 values. A wrong answer for a MAC, registered or not, costs a token:
 *
 * - from one address 10 at once, then one every 3 minutes: 489 guesses on the first day and 480 on each further day, so 136
 *   days for all IDs;
 * - from all addresses together 30 at once, then one per minute: 1,469 and then 1,440 guesses a day, so 45 days for all IDs.
 *   Each instance of the server counts separately.
 *
 * The log contains every wrong answer with its MAC. This never blocks the true phone for long: guesses from another address
 * do not use the tokens of the phone's address; the phone's last good address passes even if others have used all tokens of
 * its MAC; and if the guesses come from the phone's own address (an office behind one address), the phone can log in 3
 * minutes after they end. A right answer costs no token and returns those of its address. Nothing is counted by address
 * alone, because hundreds of phones may share one.
 *
 * Memory is bounded: among the oldest entries, the one that is closest to full again is replaced by a new one. To have its
 * entry replaced, an attacker needs 30 wrong answers for each of 200,000 other MACs: six million for 30 guesses. The entries
 * of a MAC's addresses are removed with it.
 */
export function createGuessLimiter(perAddress = ADDRESS_LIMIT, perMac = MAC_LIMIT): GuessLimiter {
  const byAddress = createBuckets(perAddress);
  const byMac = createBuckets(perMac);
  const lastGoodAddress = new Map<string, string>();
  const name = (mac: string, address: string): string => `${mac} ${address}`;

  return {
    wait: (mac, address, now) => {
      // Most phones have no entry, because their IDs were never guessed.
      if (!byMac.has(mac)) return 0;
      return Math.max(
        byAddress.wait(name(mac, address), now),
        lastGoodAddress.get(mac) === address ? 0 : byMac.wait(mac, now),
      );
    },
    wrong: (mac, address, now) => {
      byAddress.take(name(mac, address), now);
      byMac.take(mac, now);
    },
    right: (mac, address) => {
      if (byMac.has(mac)) byAddress.clear(name(mac, address));
      if (lastGoodAddress.get(mac) === address) return;
      dropOldest(lastGoodAddress, MAX_LAST_GOOD_ADDRESSES);
      lastGoodAddress.set(mac, address);
    },
  };
}

interface Buckets {
  /** Whether any token is missing. */
  has(key: string): boolean;
  wait(key: string, now: number): number;
  take(key: string, now: number): void;
  clear(key: string): void;
}

/** Token buckets by name. Each is stored as the time at which it is full again; full ones are not stored. */
function createBuckets({ burst, everyMs, entries }: GuessLimit): Buckets {
  const fullAt = new Map<string, number>();
  return {
    has: (key) => fullAt.has(key),
    wait: (key, now) => Math.max(0, (fullAt.get(key) ?? now) - now - (burst - 1) * everyMs),
    take: (key, now) => {
      const next = Math.max(fullAt.get(key) ?? now, now) + everyMs;
      // Delete it first, so that it moves to the end: the entries are in order of their last use.
      if (!fullAt.delete(key) && fullAt.size >= entries) dropFullest(fullAt);
      fullAt.set(key, next);
    },
    clear: (key) => {
      fullAt.delete(key);
    },
  };
}

/** Removes the one of the eight least recently used entries that is full first; moves the others to the end. */
function dropFullest(fullAt: Map<string, number>): void {
  const oldest: [string, number][] = [];
  for (const entry of fullAt) if (oldest.push(entry) === 8) break;
  const [fullest, ...others] = oldest.sort(([, left], [, right]) => left - right);
  if (fullest !== undefined) fullAt.delete(fullest[0]);
  for (const [key, at] of others) {
    fullAt.delete(key);
    fullAt.set(key, at);
  }
}

function dropOldest(map: Map<string, string>, maxEntries: number): void {
  if (map.size < maxEntries) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}
