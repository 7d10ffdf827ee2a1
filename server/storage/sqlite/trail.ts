import { integerColumn, secondsOf } from '../columns.ts';
import { trailEntryOf } from '../rows.ts';
import type { TrailStore } from '../trail-store.ts';
import type { Readers } from './reading/readers.ts';
import type { Writer } from './writing/writer.ts';

const list = `
  SELECT id, at, door, action, macs, url, provider_name FROM trail
  WHERE account_id = ? AND id < ? AND (? = '' OR instr(macs, ?) > 0)
  ORDER BY id DESC LIMIT ?`;

export function createTrailStore(readers: Readers, writer: Writer): TrailStore {
  return {
    list: (accountId, { mac = '', before = Number.MAX_SAFE_INTEGER, limit }) =>
      readers.all(list, [accountId, before, mac, mac, limit], trailEntryOf),
    removeBefore: async (time, atMost) => {
      const input = { before: secondsOf(time), atMost };
      return integerColumn(await writer.change({ name: 'removeOldTrail', input }), 'removed');
    },
  };
}
