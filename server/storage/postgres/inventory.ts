import { booleanColumn, bytesColumn, integerColumn, textColumn } from '../model/rows.ts';
import type { InventoryStore } from '../model/storage.ts';
import type { Database } from './database.ts';

/** Phones per statement: bounds the size of one message to the database. */
const BATCH_SIZE = 10_000;

export function createInventoryStore(database: Database): InventoryStore {
  return {
    add: (phones) => {
      // Each MAC once, with its last ID, since a statement must not update a row twice; sorted to lock rows in one order.
      const encryptedIds = new Map(phones.map(({ mac, encryptedId }) => [mac, encryptedId]));
      const macs = [...encryptedIds.keys()].sort();
      return database.transaction(async (query) => {
        for (let start = 0; start < macs.length; start += BATCH_SIZE) {
          const batch = macs.slice(start, start + BATCH_SIZE);
          await query({
            text: `INSERT INTO inventory (mac, encrypted_id) SELECT * FROM unnest($1::text[], $2::bytea[])
                   ON CONFLICT (mac) DO UPDATE SET encrypted_id = excluded.encrypted_id`,
            values: [batch, batch.map((mac) => encryptedIds.get(mac))],
          });
        }
      });
    },
    clear: async () => {
      await database.write({ text: 'DELETE FROM inventory' });
    },
    count: async () => {
      const [row] = await database.read({ text: 'SELECT count(*) AS total FROM inventory' });
      return row === undefined ? 0 : integerColumn(row, 'total');
    },
    find: async (macs) => {
      // At least one row, which says whether the inventory is loaded: one query instead of two per registration.
      const rows = await database.read({
        name: 'inventory of MACs',
        text: `SELECT (SELECT EXISTS (SELECT FROM inventory)) AS loaded, mac, encrypted_id
               FROM (SELECT) AS once LEFT JOIN inventory ON mac = ANY ($1::text[])`,
        values: [macs],
      });
      const [first] = rows;
      if (first === undefined || !booleanColumn(first, 'loaded')) return undefined;
      const found = rows.filter((row) => row['mac'] !== null);
      return new Map(found.map((row) => [textColumn(row, 'mac'), bytesColumn(row, 'encrypted_id')]));
    },
  };
}
