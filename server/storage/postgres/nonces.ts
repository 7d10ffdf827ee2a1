import type { NonceStore } from '../model/storage.ts';
import type { Database } from './database.ts';

/** An instance removes expired keys each time it has used this many. */
const SWEEP_INTERVAL = 10_000;

/** Nonces shared by all instances. */
export function createNonceStore(database: Database): NonceStore {
  let sinceSweep = 0;
  return {
    useOnce: async (key, expiresAt, now) => {
      if (++sinceSweep > SWEEP_INTERVAL) {
        sinceSweep = 0;
        // Rows that another instance is removing are skipped.
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
