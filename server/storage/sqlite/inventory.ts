import type { DatabaseSync } from 'node:sqlite';
import { bytesColumn, integerColumn } from '../columns.ts';
import type { InventoryStore } from '../inventory-store.ts';
import { explained } from './errors.ts';
import type { TurnReader } from './turn-reader.ts';
import type { Writer } from './writing/writer.ts';

export function createInventoryStore(database: DatabaseSync, writer: Writer, rows: TurnReader): InventoryStore {
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
    find: (macs) =>
      rows.read(() => {
        if (any() === undefined) return undefined;
        const found = new Map<string, Uint8Array>();
        for (const mac of macs) {
          const row = select(mac);
          if (row !== undefined) found.set(mac, bytesColumn({ encrypted_id: row[0] }, 'encrypted_id'));
        }
        return found;
      }),
  };
}
