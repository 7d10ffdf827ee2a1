/** A burst, then one per interval in ms; at most `entries` are kept. */
export interface BucketLimit {
  readonly burst: number;
  readonly everyMs: number;
  readonly entries: number;
}

/** Token buckets by key. `now` is a monotonic time in ms, so that no clock change refills or empties a bucket. */
export interface TokenBuckets {
  /** Whether the bucket of this key may lack a token. */
  has(key: string): boolean;
  /** The ms until there is a token; 0: now. */
  wait(key: string, now: number): number;
  /** Takes a token, even if there is none: the next one then comes later. */
  take(key: string, now: number): void;
  /** Returns a token. */
  giveBack(key: string, now: number): void;
  /** Makes the bucket full in so many ms, if it would be full earlier. */
  raise(key: string, fullInMs: number, now: number): void;
  /** Fills the bucket. */
  clear(key: string): void;
}

/**
 * Each bucket is stored as the time at which it is full again; full ones are not stored. Memory is bounded: among the oldest
 * entries, the one that is closest to full again is replaced by a new one.
 */
export function createTokenBuckets({ burst, everyMs, entries }: BucketLimit): TokenBuckets {
  const fullAt = new Map<string, number>();
  const set = (key: string, at: number): void => {
    // Delete it first, so that it moves to the end: the entries are in order of their last use.
    if (!fullAt.delete(key) && fullAt.size >= entries) dropFullest(fullAt);
    fullAt.set(key, at);
  };
  return {
    has: (key) => fullAt.has(key),
    wait: (key, now) => Math.max(0, (fullAt.get(key) ?? now) - now - (burst - 1) * everyMs),
    take: (key, now) => {
      set(key, Math.max(fullAt.get(key) ?? now, now) + everyMs);
    },
    raise: (key, fullInMs, now) => {
      if (now + fullInMs > (fullAt.get(key) ?? now)) set(key, now + fullInMs);
    },
    giveBack: (key, now) => {
      const earlier = (fullAt.get(key) ?? now) - everyMs;
      if (earlier > now) fullAt.set(key, earlier);
      else fullAt.delete(key);
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
