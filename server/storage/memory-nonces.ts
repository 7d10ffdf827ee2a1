import type { NonceStore } from './nonce-store.ts';

/** For a database that one process serves alone: what was used is forgotten with the process. */
export function createMemoryNonces(): NonceStore {
  const used = new Map<string, number>();

  /** For each key that comes at most two go, so that no request waits for a great clearing; those that came first expire first. */
  const forgetExpired = (now: number): void => {
    let looked = 0;
    for (const [key, expiresAt] of used) {
      if (expiresAt > now || ++looked > 2) return;
      used.delete(key);
    }
  };

  return {
    remembersSince: new Date(),
    useOnce: (key, expiresAt, now) => {
      forgetExpired(now.getTime());
      const first = !used.has(key);
      if (first) used.set(key, expiresAt.getTime());
      return Promise.resolve(first);
    },
  };
}
