import type { SQLInputValue } from 'node:sqlite';
import type { Row } from '../../columns.ts';
import { StorageUnavailableError } from '../../storage.ts';
import { createThread } from '../thread/thread.ts';
import type { Found, Question } from './questions.ts';

/** So many pages of a listing are under way, so that neither thread waits for the other. */
const ahead = 6;

/** Reads that may take long, in a thread of their own. */
export interface Readers {
  /**
   * The query's rows in pages, all of one moment: writers go on meanwhile and are not seen. While a page is looked at, the
   * next ones are read.
   *
   * @param sql its last two parameters are where a page begins (behind this value of the first column, a text by which the
   *   rows are sorted) and how many rows it has at most
   * @param parameters those before
   * @param read reads a row's columns
   */
  pages<T>(
    sql: string,
    parameters: readonly SQLInputValue[],
    read: (columns: readonly unknown[]) => T,
    size: number,
  ): AsyncIterable<readonly T[]>;
  /** All rows of a query whose result is small. */
  all<T>(sql: string, parameters: readonly SQLInputValue[], read: (row: Row) => T): Promise<readonly T[]>;
  close(): Promise<void>;
}

export function createReaders(file: string): Readers {
  const lost = (cause: unknown): Error =>
    new StorageUnavailableError('the thread that reads the database has ended', { cause });
  const thread = createThread<Question, Found>({ program: './reader-thread', from: import.meta.url, file, lost });
  let listings = 0;

  const columns = async (question: Question): Promise<readonly (readonly unknown[])[]> => {
    const found = await thread.ask(question);
    return 'columns' in found ? found.columns : [];
  };

  return {
    pages: async function* (sql, parameters, read, size) {
      const listing = ++listings;
      const coming: Promise<readonly (readonly unknown[])[]>[] = [];
      const ask = (question: Question): void => {
        const page = columns(question);
        // Should it fail while nobody waits for it, it is told when somebody does.
        page.catch(() => undefined);
        coming.push(page);
      };
      try {
        ask({ kind: 'open', listing, sql, parameters, size });
        for (let more = true; more;) {
          const page = (await coming.shift()) ?? [];
          more = page.length === size;
          // Most listings have one page: nothing is asked ahead before it has come.
          while (more && coming.length < ahead) ask({ kind: 'next', listing });
          if (page.length > 0) yield page.map(read);
        }
      } finally {
        columns({ kind: 'close', listing }).catch(() => undefined);
      }
    },
    all: async (sql, parameters, read) => {
      const found = await thread.ask({ kind: 'all', sql, parameters });
      return 'rows' in found ? found.rows.map(read) : [];
    },
    close: () => thread.close(),
  };
}
