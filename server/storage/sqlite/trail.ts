import type { DatabaseSync } from 'node:sqlite';
import { integerColumn, secondsOf } from '../columns.ts';
import { trailEntryOf } from '../rows.ts';
import type { TrailStore } from '../trail-store.ts';
import { explained } from './errors.ts';
import type { Writer } from './writing/writer.ts';

export function createTrailStore(database: DatabaseSync, writer: Writer): TrailStore {
  const select = database.prepare(`
    SELECT id, at, door, action, macs, url, provider_name FROM trail
    WHERE account_id = ? AND id < ? AND (? = '' OR instr(macs, ?) > 0)
    ORDER BY id DESC LIMIT ?`);
  return {
    list: (accountId, { mac = '', before = Number.MAX_SAFE_INTEGER, limit }) =>
      explained(() => select.all(accountId, before, mac, mac, limit).map(trailEntryOf)),
    removeBefore: async (time, atMost) =>
      integerColumn(
        await writer.change({ name: 'removeOldTrail', input: { before: secondsOf(time), atMost } }),
        'removed',
      ),
  };
}
