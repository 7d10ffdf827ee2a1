import type { SQLInputValue } from 'node:sqlite';
import type { Row } from '../../model/rows.ts';
import { StorageUnavailableError } from '../../model/storage.ts';
import { createThread } from '../thread/thread.ts';
import { createThreadPool } from './thread-pool.ts';
import { watchWal } from './wal-watch.ts';

/** Pages requested ahead of the consumer, so that neither thread waits for the other. */
const PAGES_AHEAD = 6;

/** One for accounts whose searches take long, and one for the others (see model/account-limits.ts). */
export const SEARCH_THREADS = 2;

/** A query and its parameters. */
export interface Query {
  readonly sql: string;
  readonly parameters: readonly SQLInputValue[];
}

/** A request to the reader thread. */
export type ReadRequest =
  /** All rows of a query. */
  | ({ readonly kind: 'all' } & Query)
  /** The first page of a listing, which fixes its snapshot. The last two parameters of the query are added by the thread. */
  | ({ readonly kind: 'open'; readonly listing: number; readonly size: number } & Query)
  /** The next page of a listing; without rows after the last one. */
  | { readonly kind: 'next'; readonly listing: number }
  /** Ends a listing. */
  | { readonly kind: 'close'; readonly listing: number };

/** Rows as objects, or a page of a listing as arrays of columns, which takes a third of the time. */
export type ReadResult = { readonly rows: readonly Row[] } | { readonly columns: readonly (readonly unknown[])[] };

/** Reads that may take long, in threads of their own: one for listings, whose pages are short, and some for searches. */
export interface Readers {
  /**
   * The rows of a query in pages of one consistent snapshot. Does not block writers. The next pages are read while the
   * consumer handles one. A consumer that is so slow that its snapshot makes the log of changes (WAL) grow gets a
   * StorageUnavailableError.
   *
   * @param query sorted by its first column, a text. Its last two parameters, which are not given, are the value of the first
   *   column after which a page begins and the maximal number of rows
   * @param read converts the columns of a row
   */
  pages<T>(query: Query, read: (columns: readonly unknown[]) => T, size: number): AsyncIterable<readonly T[]>;
  /** All rows of a query with a small result. At most `SEARCH_THREADS` of them run at the same time. */
  all<T>(query: Query, read: (row: Row) => T): Promise<readonly T[]>;
  close(): Promise<void>;
}

export function createReaders(file: string): Readers {
  const lost = (cause: unknown): Error =>
    new StorageUnavailableError('the thread that reads the database has ended', { cause });
  const options = { script: './reader-thread', from: import.meta.url, file, lost };
  const thread = createThread<ReadRequest, ReadResult>(options);
  const searchThreads = createThreadPool<ReadRequest, ReadResult>(SEARCH_THREADS, options);
  const wal = watchWal(file);
  let listings = 0;

  const requestPage = async (request: ReadRequest): Promise<readonly (readonly unknown[])[]> => {
    const result = await thread.request(request);
    return 'columns' in result ? result.columns : [];
  };

  return {
    pages: async function* (query, read, size) {
      const listing = ++listings;
      const requested: Promise<readonly (readonly unknown[])[]>[] = [];
      const request = (next: ReadRequest): void => {
        const page = requestPage(next);
        // An error is reported when the consumer reaches the page.
        page.catch(() => undefined);
        requested.push(page);
      };
      const close = (): void => {
        requestPage({ kind: 'close', listing }).catch(() => undefined);
      };
      // A listing that is closed early has no next page, which is an error and not its end.
      const stopWatching = wal.addSnapshot(close);
      try {
        request({ kind: 'open', listing, ...query, size });
        for (let more = true; more;) {
          const page = (await requested.shift()) ?? [];
          more = page.length === size;
          // Only after the first page, since most listings have no other.
          while (more && requested.length < PAGES_AHEAD) request({ kind: 'next', listing });
          if (page.length > 0) yield page.map(read);
        }
      } finally {
        stopWatching();
        close();
      }
    },
    all: async (query, read) => {
      const result = await searchThreads.request({ kind: 'all', ...query });
      return 'rows' in result ? result.rows.map(read) : [];
    },
    close: async () => {
      await Promise.all([thread.close(), searchThreads.close()]);
    },
  };
}
