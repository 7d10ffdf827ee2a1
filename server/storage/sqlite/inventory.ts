import type { DatabaseSync } from 'node:sqlite';
import { bytesColumn, integerColumn } from '../model/rows.ts';
import type { InventoryStore } from '../model/storage.ts';
import { explained } from './connection/errors.ts';
import type { PointReader } from './point-reader.ts';
import type { Writer } from './writer/writer.ts';

/** MACs that are looked up at a time: phones that boot meanwhile are answered in between. */
const PAGE_SIZE = 1000;

export function createInventoryStore(database: DatabaseSync, writer: Writer, rows: PointReader): InventoryStore {
  const count = database.prepare('SELECT count(*) AS total FROM inventory');
  const any = rows.prepare('SELECT 1 FROM inventory LIMIT 1');
  const select = rows.prepare('SELECT encrypted_id FROM inventory WHERE mac = ?');
  return {
    add: async (phones) => {
      await writer.change({ name: 'addToInventory', input: { phones } });
    },
    clear: async () => {
      await writer.change({ name: 'clearInventory', input: {} });
    },
    count: () =>
      explained(() => {
        const row = count.get();
        return row === undefined ? 0 : integerColumn(row, 'total');
      }),
    find: async (macs) => {
      const found = new Map<string, Uint8Array>();
      const findPage = (page: readonly string[]): boolean => {
        if (any() === undefined) return false;
        for (const mac of page) {
          const row = select(mac);
          if (row !== undefined) found.set(mac, bytesColumn({ encrypted_id: row[0] }, 'encrypted_id'));
        }
        return true;
      };
      let start = 0;
      do {
        const page = macs.slice(start, start + PAGE_SIZE);
        if (!(await rows.read(() => findPage(page)))) return undefined;
        start += PAGE_SIZE;
      } while (start < macs.length);
      return found;
    },
  };
}
