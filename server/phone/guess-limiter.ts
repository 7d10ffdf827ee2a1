/**
 * Slows down who guesses the ID of a phone. Times are ms since 1970. Between `wait` and what came of the answer nothing else
 * may happen: a hundred guesses at the same moment would pass.
 */
export interface GuessLimiter {
  /** In how many ms an answer for this MAC from this address may be looked at; 0: now. */
  wait(mac: string, address: string, now: number): number;
  /** An answer was looked at, and it was wrong. */
  wrong(mac: string, address: string, now: number): void;
  /** An answer was right: this phone has made no guess, and it lives at this address. */
  right(mac: string, address: string): void;
}

/** So many at once, then one every so many ms; `entries` are remembered at most. */
export interface GuessLimit {
  readonly burst: number;
  readonly everyMs: number;
  readonly entries: number;
}

/** For one MAC, from one address. */
const fromOneAddress: GuessLimit = { burst: 10, everyMs: 180_000, entries: 200_000 };
/** For one MAC, from all addresses together. */
const fromAll: GuessLimit = { burst: 30, everyMs: 60_000, entries: 200_000 };
const homes = 200_000;

/**
 * An ID has 65,536 values. Wrong answers for one MAC (registered or not) cost a token:
 *
 * - from one address 10 at once, then one every 3 minutes: 489 guesses on the first day and 480 on each other, 136 days
 *   for all IDs;
 * - from all addresses together 30 at once, then one a minute: 1,469 and then 1,440 guesses a day, 45 days for all IDs.
 *   Each instance of the server counts for itself.
 *
 * Every wrong answer is in the log with its MAC. The true phone is shut out by none of this for long: whoever guesses from
 * elsewhere takes nothing from its address's tokens; the address where the phone was let in last passes even while others
 * have used up all tokens of its MAC; and where the guesses come from the phone's own address (an office behind one address),
 * it gets in 3 minutes after they end. A right answer takes no token and gives its address's back. Nothing is counted by
 * address alone: hundreds of phones may stand behind one.
 *
 * Memory is bounded: of the oldest entries the one that is nearest to being full again makes room for a new one. To be
 * forgotten, a guesser would have to give 30 wrong answers for each of 200,000 other MACs, six million for 30 guesses. With
 * a MAC its addresses are forgotten.
 */
export function createGuessLimiter(one: GuessLimit = fromOneAddress, all: GuessLimit = fromAll): GuessLimiter {
  const byAddress = createBuckets(one);
  const byMac = createBuckets(all);
  const home = new Map<string, string>();
  const name = (mac: string, address: string): string => `${mac} ${address}`;

  return {
    wait: (mac, address, now) => {
      // Of nearly all phones nothing is known: nobody ever guessed their IDs.
      if (!byMac.has(mac)) return 0;
      return Math.max(byAddress.wait(name(mac, address), now), home.get(mac) === address ? 0 : byMac.wait(mac, now));
    },
    wrong: (mac, address, now) => {
      byAddress.take(name(mac, address), now);
      byMac.take(mac, now);
    },
    right: (mac, address) => {
      if (byMac.has(mac)) byAddress.clear(name(mac, address));
      if (home.get(mac) === address) return;
      dropOldest(home, homes);
      home.set(mac, address);
    },
  };
}

interface Buckets {
  /** Whether any token was taken here that is not forgotten. */
  has(key: string): boolean;
  wait(key: string, now: number): number;
  take(key: string, now: number): void;
  clear(key: string): void;
}

/** Token buckets by name. Of each only one number is kept: when it will be full again. A full one is not kept at all. */
function createBuckets({ burst, everyMs, entries }: GuessLimit): Buckets {
  const fullAt = new Map<string, number>();
  return {
    has: (key) => fullAt.has(key),
    wait: (key, now) => Math.max(0, (fullAt.get(key) ?? now) - now - (burst - 1) * everyMs),
    take: (key, now) => {
      const next = Math.max(fullAt.get(key) ?? now, now) + everyMs;
      // Deleted first, so that it stands at the end: the entries are in the order in which they were touched.
      if (!fullAt.delete(key) && fullAt.size >= entries) dropFullest(fullAt);
      fullAt.set(key, next);
    },
    clear: (key) => {
      fullAt.delete(key);
    },
  };
}

/** Of the eight that were touched longest ago, the one that is full first. The others are looked at again last. */
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

function dropOldest(map: Map<string, string>, most: number): void {
  if (map.size < most) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}
