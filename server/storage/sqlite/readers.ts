import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { Row } from '../columns.ts';
import { connectToRead } from './database.ts';
import { explain, explained } from './errors.ts';

/** How many connections are kept open for the next listing. */
const spare = 4;

/** Long reads, each on a connection of its own. */
export interface Readers {
  /**
   * The query's rows in pages, all of one moment: writers go on meanwhile and are not seen.
   *
   * @param query its last two parameters are where a page begins (behind this value of the first column, a text by which the
   *   rows are sorted) and how many rows it has at most
   * @param parameters those before
   * @param read reads a row's columns
   */
  pages<T>(
    query: string,
    parameters: readonly SQLInputValue[],
    read: (columns: readonly unknown[]) => T,
    size: number,
  ): AsyncIterable<readonly T[]>;
  /** All rows of a query whose result is small, on such a connection too. */
  all<T>(query: string, parameters: readonly SQLInputValue[], read: (row: Row) => T): Promise<readonly T[]>;
  close(): void;
}

/**
 * A listing may take as long as its slowest reader. On the writer's connection an open query would see half-done work,
 * so each listing has a read-only connection: in WAL mode that is a snapshot, and stops nobody.
 */
export function createReaders(file: string): Readers {
  const idle: DatabaseSync[] = [];
  let closed = false;

  const giveBack = (database: DatabaseSync): void => {
    // In a snapshot no more. One whose file gave trouble may not even be able to leave it.
    if (database.isTransaction && !canLeave(database)) database.close();
    else if (closed || idle.length >= spare) database.close();
    else idle.push(database);
  };

  const take = (): DatabaseSync => idle.pop() ?? connectToRead(file);

  return {
    // Page by page, with columns that have no names: row by row, and named, each would take three times as long.
    // eslint-disable-next-line @typescript-eslint/require-await -- the interface is asynchronous, this database is not
    pages: async function* (query, parameters, read, size) {
      let database: DatabaseSync | undefined;
      try {
        database = take();
        database.exec('BEGIN');
        const statement = database.prepare(query);
        statement.setReturnArrays(true);
        for (let after: SQLInputValue = '', more = true; more;) {
          const rows: readonly (readonly unknown[])[] = statement.all(...parameters, after, size).map(columnsOf);
          const last = rows.at(-1)?.[0];
          more = rows.length === size && typeof last === 'string';
          if (typeof last === 'string') after = last;
          if (rows.length > 0) yield rows.map(read);
        }
      } catch (error) {
        throw explain(error);
      } finally {
        if (database !== undefined) giveBack(database);
      }
    },
    all: (query, parameters, read) =>
      explained(() => {
        const database = take();
        try {
          return database
            .prepare(query)
            .all(...parameters)
            .map(read);
        } finally {
          giveBack(database);
        }
      }),
    close: () => {
      closed = true;
      for (const database of idle.splice(0)) database.close();
    },
  };
}

function canLeave(database: DatabaseSync): boolean {
  try {
    database.exec('ROLLBACK');
    return true;
  } catch {
    return false;
  }
}

/** The driver says that rows are objects, whatever it was told. */
function columnsOf(row: unknown): readonly unknown[] {
  if (!Array.isArray(row)) throw new Error('A row did not come as its columns.');
  return row;
}
