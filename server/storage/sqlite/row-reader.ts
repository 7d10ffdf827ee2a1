import { DatabaseSync } from 'node:sqlite';
import type { SealedRegistration } from '../registration-store.ts';
import { sealedRegistrationOf } from '../rows.ts';
import { explain } from './writer.ts';

/** Registrations one by one, by MAC: what thousands of phones ask for when they boot together. */
export interface RowReader {
  find(mac: string): Promise<SealedRegistration | undefined>;
  close(): void;
}

interface Asked {
  readonly mac: string;
  readonly resolve: (row: SealedRegistration | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A reader with a connection of its own. What is asked for in one turn of the event loop is read at its end, in one
 * transaction: to begin one (locks on files) costs more than to read a row. Those who asked then go on together, and their
 * answers leave together. Rows come as arrays, since to name their columns costs more than the row as well.
 */
export function createRowReader(file: string): RowReader {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5000 });
  const begin = database.prepare('BEGIN');
  const commit = database.prepare('COMMIT');
  const select = database.prepare(
    'SELECT mac, provider_name, url, registered_at, sealed_id FROM registrations WHERE mac = ?',
  );
  select.setReturnArrays(true);
  let queue: Asked[] = [];

  const read = (mac: string): SealedRegistration | undefined => {
    const row: unknown = select.get(mac);
    if (!Array.isArray(row)) return undefined;
    const columns: readonly unknown[] = row;
    const [foundMac, provider_name, url, registered_at, sealed_id] = columns;
    return sealedRegistrationOf({ mac: foundMac, provider_name, url, registered_at, sealed_id });
  };

  const flush = (): void => {
    const asked = queue;
    queue = [];
    try {
      begin.run();
      const rows = asked.map(({ mac }) => read(mac));
      commit.run();
      for (const [index, { resolve }] of asked.entries()) resolve(rows[index]);
    } catch (error) {
      if (database.isOpen && database.isTransaction) database.exec('ROLLBACK');
      for (const { reject } of asked) reject(explain(error));
    }
  };

  return {
    find: (mac) =>
      new Promise((resolve, reject) => {
        if (queue.length === 0) setImmediate(flush);
        queue.push({ mac, resolve, reject });
      }),
    close: () => {
      database.close();
    },
  };
}
