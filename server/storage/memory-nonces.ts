import type { NonceStore } from './nonce-store.ts';

/** Keys are looked over for expired ones when so many have come since the last time. */
const sweepEvery = 10_000;

/** For a database that one process serves alone: what was used is forgotten with the process, as its challenges are. */
export function createMemoryNonces(): NonceStore {
  const used = new Map<string, number>();
  let sinceSweep = 0;

  const sweep = (now: number): void => {
    for (const [key, expiresAt] of used) if (expiresAt <= now) used.delete(key);
    sinceSweep = 0;
  };

  return {
    useOnce: (key, expiresAt, now) => {
      if (++sinceSweep > sweepEvery) sweep(now.getTime());
      const first = !used.has(key);
      if (first) used.set(key, expiresAt.getTime());
      return Promise.resolve(first);
    },
  };
}
