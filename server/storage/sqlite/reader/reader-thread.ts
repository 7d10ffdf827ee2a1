import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { StorageUnavailableError } from '../../model/storage.ts';
import { connectToRead } from '../connection/database.ts';
import { explain } from '../connection/errors.ts';
import { type RequestOutcome, serve } from '../thread/serve.ts';
import type { Query, ReadRequest, ReadResult } from './readers.ts';

// The script of the reader threads: lists of phones, searches, counts. Each listing has a connection of its own, whose
// transaction is a snapshot in WAL mode and does not block writers.

/** Idle connections kept for the next listings. */
const MAX_IDLE_CONNECTIONS = 4;

interface Listing {
  /** The next page; without rows after a page that was not full. */
  nextPage(): readonly (readonly unknown[])[];
  close(): void;
}

serve<ReadRequest, ReadResult>((file) => {
  const idle: DatabaseSync[] = [];
  const listings = new Map<number, Listing>();

  const acquire = (): DatabaseSync => idle.pop() ?? connectToRead(file);

  const release = (database: DatabaseSync): void => {
    // After a disk error even the rollback may fail.
    if ((database.isTransaction && !rollback(database)) || idle.length >= MAX_IDLE_CONNECTIONS) database.close();
    else idle.push(database);
  };

  const open = ({ sql, parameters, size }: Query & { readonly size: number }): Listing => {
    let database: DatabaseSync | undefined = acquire();
    const close = (): void => {
      if (database !== undefined) release(database);
      database = undefined;
    };
    try {
      database.exec('BEGIN');
      const statement = database.prepare(sql);
      statement.setReturnArrays(true);
      let after: SQLInputValue = '';
      return {
        nextPage: () => {
          if (database === undefined) return [];
          const rows = statement.all(...parameters, after, size).map(columnsOf);
          const last = rows.at(-1)?.[0];
          // Release the connection as soon as the last page has been read.
          if (rows.length < size || typeof last !== 'string') close();
          else after = last;
          return rows;
        },
        close,
      };
    } catch (error) {
      close();
      throw error;
    }
  };

  const read = (request: ReadRequest): ReadResult => {
    switch (request.kind) {
      case 'all': {
        const database = acquire();
        try {
          return { rows: database.prepare(request.sql).all(...request.parameters) };
        } finally {
          release(database);
        }
      }
      case 'open': {
        const listing = open(request);
        listings.set(request.listing, listing);
        return { columns: listing.nextPage() };
      }
      case 'next': {
        const listing = listings.get(request.listing);
        // A restarted thread has lost the listings of the previous one, and those of slow readers are closed early. An
        // incomplete listing must not look complete.
        if (listing === undefined) throw new StorageUnavailableError('the listing is no longer open');
        return { columns: listing.nextPage() };
      }
      case 'close':
        listings.get(request.listing)?.close();
        listings.delete(request.listing);
        return { columns: [] };
    }
  };

  return {
    // One at a time, so that a page is sent before the next one is read.
    handle: function* (requests): Iterable<readonly RequestOutcome<ReadResult>[]> {
      for (const request of requests) {
        try {
          yield [{ ok: true, value: read(request) }];
        } catch (error) {
          yield [{ ok: false, error: explain(error) }];
        }
      }
    },
    close: () => {
      for (const listing of listings.values()) listing.close();
      for (const database of idle) database.close();
    },
  };
});

/** The driver's types ignore setReturnArrays. */
function columnsOf(row: unknown): readonly unknown[] {
  if (!Array.isArray(row)) throw new Error('The driver returned a row that is not an array.');
  return row;
}

function rollback(database: DatabaseSync): boolean {
  try {
    database.exec('ROLLBACK');
    return true;
  } catch {
    return false;
  }
}
