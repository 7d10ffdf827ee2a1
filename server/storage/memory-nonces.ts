import type { NonceStore } from './nonce-store.ts';

/** What expires within so many milliseconds is forgotten together: answer by answer, that costs as much as to setMetadataIfAbsent them. */
const spanMs = 30_000;

/** For a database that one process serves alone: what was used is forgotten with the process. */
export function createMemoryNonces(): NonceStore {
  /** By when they expire, as a number of spans since 1970. */
  const used = new Map<number, Set<number>>();

  /** A new span begins twice a minute: then those that are over go. */
  const begin = (span: number, now: number): Set<number> => {
    for (const known of used.keys()) if ((known + 1) * spanMs <= now) used.delete(known);
    const keys = new Set<number>();
    used.set(span, keys);
    return keys;
  };

  return {
    remembersSince: new Date(),
    // A key has one time at which it expires, so it is looked for in one place only.
    useOnce: (key, expiresAt, now) => {
      const span = Math.floor(expiresAt / spanMs);
      const keys = used.get(span) ?? begin(span, now);
      const { size } = keys;
      return Promise.resolve(keys.add(key).size > size);
    },
  };
}
