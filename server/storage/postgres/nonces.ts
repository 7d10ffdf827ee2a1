import type { NonceStore } from '../nonce-store.ts';
import type { Database } from './database.ts';

/** Expired keys are forgotten when an instance has used so many since the last time. */
const sweepEvery = 10_000;

/** For instances that serve together: whichever of them a phone's answer reaches, it counts once. */
export function createNonceStore(database: Database): NonceStore {
  let sinceSweep = 0;
  return {
    useOnce: async (key, expiresAt, now) => {
      if (++sinceSweep > sweepEvery) {
        sinceSweep = 0;
        // What another instance forgets at the same time is left to it.
        await database.write({
          text: `DELETE FROM nonces WHERE key IN
                 (SELECT key FROM nonces WHERE expires_at <= $1 FOR UPDATE SKIP LOCKED)`,
          values: [Math.floor(now / 1000)],
        });
      }
      const first = await database.write({
        name: 'use nonce',
        text: 'INSERT INTO nonces (key, expires_at) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING RETURNING true',
        values: [String(key), Math.ceil(expiresAt / 1000)],
      });
      return first.length === 1;
    },
  };
}
