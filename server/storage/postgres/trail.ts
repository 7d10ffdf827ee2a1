import { integerColumn, secondsOf } from '../columns.ts';
import { trailEntryOf } from '../rows.ts';
import type { TrailStore } from '../trail-store.ts';
import type { Database } from './database.ts';

export function createTrailStore(database: Database): TrailStore {
  const select = {
    name: 'trail of an account',
    text: `SELECT id, at, door, action, macs, url, provider_name FROM trail
           WHERE account_id = $1 AND id < $2 AND ($3::text IS NULL OR macs @> ARRAY[$3::text])
           ORDER BY id DESC LIMIT $4`,
  };
  // The entries are in the order of time, so no index of times is needed. What another instance removes just now is left to it.
  const removeOldest = {
    name: 'remove from the trail',
    text: `WITH removed AS (
             DELETE FROM trail
             WHERE id IN (SELECT id FROM trail ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED) AND at < $2 RETURNING 1)
           SELECT count(*) AS removed FROM removed`,
  };
  return {
    list: async (accountId, { mac, before = Number.MAX_SAFE_INTEGER, limit }) => {
      const rows = await database.read({ ...select, values: [accountId, before, mac, limit] });
      return rows.map(trailEntryOf);
    },
    removeBefore: async (time, atMost) => {
      const [row] = await database.write({ ...removeOldest, values: [atMost, secondsOf(time)] });
      return row === undefined ? 0 : integerColumn(row, 'removed');
    },
  };
}
