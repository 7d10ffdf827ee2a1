import { DatabaseSync } from 'node:sqlite';
import type { SealedRegistration } from '../registration-store.ts';
import { sealedRegistrationOf } from '../rows.ts';
import { explain } from './writer.ts';

/** Registrations one by one, by MAC: what thousands of phones ask for when they boot together. */
export interface RowReader {
  find(mac: string): SealedRegistration | undefined;
  /** Something was committed: what is read from now on must show it. */
  renew(): void;
  close(): void;
}

/** How long a transaction is read in. A commit of this process ends it at once; nobody else registers phones in this file. */
const transactionMs = 10;

/**
 * A reader with a connection of its own. What is asked for within a few milliseconds is read in one transaction, since to
 * begin one (locks on files) costs more than to read a row; and rows come as arrays, since to name their columns does too.
 */
export function createRowReader(file: string): RowReader {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5000 });
  const begin = database.prepare('BEGIN');
  const commit = database.prepare('COMMIT');
  const select = database.prepare(
    'SELECT mac, provider_name, url, registered_at, sealed_id FROM registrations WHERE mac = ?',
  );
  select.setReturnArrays(true);

  const renew = (): void => {
    if (database.isOpen && database.isTransaction) commit.run();
  };

  return {
    find: (mac) => {
      try {
        if (!database.isTransaction) {
          begin.run();
          setTimeout(renew, transactionMs).unref();
        }
        const row: unknown = select.get(mac);
        if (!Array.isArray(row)) return undefined;
        const columns: readonly unknown[] = row;
        const [foundMac, provider_name, url, registered_at, sealed_id] = columns;
        return sealedRegistrationOf({ mac: foundMac, provider_name, url, registered_at, sealed_id });
      } catch (error) {
        renew();
        throw explain(error);
      }
    },
    renew,
    close: () => {
      database.close();
    },
  };
}
