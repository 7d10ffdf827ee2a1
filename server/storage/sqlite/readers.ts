import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import type { Row } from '../columns.ts';

/** How many connections are kept open for the next listing. */
const spare = 4;

/** Long reads, each on a connection of its own. */
export interface Readers {
  /** The query's rows in pages, all of one moment: writers go on meanwhile and are not seen. */
  pages<T>(
    query: string,
    parameters: readonly SQLInputValue[],
    read: (row: Row) => T,
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
    if (closed || idle.length >= spare) database.close();
    else idle.push(database);
  };

  const take = (): DatabaseSync => idle.pop() ?? new DatabaseSync(file, { readOnly: true, timeout: 5000 });

  return {
    // eslint-disable-next-line @typescript-eslint/require-await -- the interface is asynchronous, this database is not
    pages: async function* (query, parameters, read, size) {
      const database = take();
      try {
        let page = [];
        for (const row of database.prepare(query).iterate(...parameters)) {
          page.push(read(row));
          if (page.length === size) {
            yield page;
            page = [];
          }
        }
        if (page.length > 0) yield page;
      } finally {
        giveBack(database);
      }
    },
    all: (query, parameters, read) => {
      const database = take();
      try {
        return Promise.resolve(
          database
            .prepare(query)
            .all(...parameters)
            .map(read),
        );
      } finally {
        giveBack(database);
      }
    },
    close: () => {
      closed = true;
      for (const database of idle.splice(0)) database.close();
    },
  };
}
