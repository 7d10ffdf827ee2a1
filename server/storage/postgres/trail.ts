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
  return {
    list: async (accountId, { mac, before = Number.MAX_SAFE_INTEGER, limit }) => {
      const rows = await database.read({ ...select, values: [accountId, before, mac, limit] });
      return rows.map(trailEntryOf);
    },
  };
}
