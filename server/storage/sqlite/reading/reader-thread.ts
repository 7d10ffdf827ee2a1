import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { StorageUnavailableError } from '../../storage.ts';
import { connectToRead } from '../database.ts';
import { explain } from '../errors.ts';
import type { Outcome } from '../thread/messages.ts';
import { serve } from '../thread/serve.ts';
import type { Found, Query, Question } from './questions.ts';

// The thread for what takes long to read: lists of phones, searches, sums. Each listing has a connection of its own, since in
// WAL mode that is a snapshot, and stops nobody.

/** How many connections are kept open for the next listing. */
const spare = 4;

interface Listing {
  /** The next page; without rows behind one that was shorter than it might have been. */
  page(): readonly (readonly unknown[])[];
  close(): void;
}

serve<Question, Found>((file) => {
  const idle: DatabaseSync[] = [];
  const listings = new Map<number, Listing>();

  const take = (): DatabaseSync => idle.pop() ?? connectToRead(file);

  const giveBack = (database: DatabaseSync): void => {
    // In a snapshot no more. One whose file gave trouble may not even be able to leave it.
    if ((database.isTransaction && !canLeave(database)) || idle.length >= spare) database.close();
    else idle.push(database);
  };

  const open = ({ sql, parameters, size }: Query & { readonly size: number }): Listing => {
    let database: DatabaseSync | undefined = take();
    const close = (): void => {
      if (database !== undefined) giveBack(database);
      database = undefined;
    };
    try {
      database.exec('BEGIN');
      const statement = database.prepare(sql);
      statement.setReturnArrays(true);
      let after: SQLInputValue = '';
      return {
        page: () => {
          if (database === undefined) return [];
          const rows = statement.all(...parameters, after, size).map(columnsOf);
          const last = rows.at(-1)?.[0];
          // Nobody waits with a connection for a page that does not come.
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

  const answer = (question: Question): Found => {
    switch (question.kind) {
      case 'all': {
        const database = take();
        try {
          return { rows: database.prepare(question.sql).all(...question.parameters) };
        } finally {
          giveBack(database);
        }
      }
      case 'open': {
        const listing = open(question);
        listings.set(question.listing, listing);
        return { columns: listing.page() };
      }
      case 'next': {
        const listing = listings.get(question.listing);
        // A thread that has taken the place of one that died knows none of its listings; half of one must not look whole.
        if (listing === undefined) throw new StorageUnavailableError('the listing was lost with its thread');
        return { columns: listing.page() };
      }
      case 'close':
        listings.get(question.listing)?.close();
        listings.delete(question.listing);
        return { columns: [] };
    }
  };

  return {
    // A page goes to who waits for it while the next one is read.
    work: function* (questions): Iterable<readonly Outcome<Found>[]> {
      for (const question of questions) {
        try {
          yield [{ ok: true, value: answer(question) }];
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

/** The driver says that rows are objects, whatever it was told. */
function columnsOf(row: unknown): readonly unknown[] {
  if (!Array.isArray(row)) throw new Error('A row did not come as its columns.');
  return row;
}

function canLeave(database: DatabaseSync): boolean {
  try {
    database.exec('ROLLBACK');
    return true;
  } catch {
    return false;
  }
}
