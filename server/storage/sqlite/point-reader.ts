import type { SQLInputValue } from 'node:sqlite';
import { connectToRead } from './connection/database.ts';
import { explain } from './connection/errors.ts';

/** Short reads by key, on the main thread: what phones and most XML-RPC requests need. */
export interface PointReader {
  /** Prepares a query for one row, returned as an array of columns, which is cheaper than an object. */
  prepare(query: string): (...parameters: readonly SQLInputValue[]) => readonly unknown[] | undefined;
  /** Runs a job that calls prepared queries, in a transaction at the end of this turn of the event loop. */
  read<T>(job: () => T): Promise<T>;
  close(): void;
}

interface Job {
  /** Reads, and returns what resolves the promise of the caller. */
  run(): () => void;
  fail(error: unknown): void;
}

/**
 * A reader with a connection of its own. It runs all jobs of one turn of the event loop in one transaction, since starting a
 * transaction (file locks) costs more than reading a row. It resolves them together, so that their responses leave together,
 * which saves system calls on both ends.
 */
export function createPointReader(file: string): PointReader {
  const database = connectToRead(file);
  const begin = database.prepare('BEGIN');
  const commit = database.prepare('COMMIT');

  let queue: Job[] = [];

  const flush = (): void => {
    const jobs = queue;
    queue = [];
    const resolvers: (() => void)[] = [];
    try {
      begin.run();
      for (const job of jobs) resolvers.push(job.run());
      commit.run();
    } catch (error) {
      if (database.isOpen && database.isTransaction) database.exec('ROLLBACK');
      for (const job of jobs) job.fail(explain(error));
      return;
    }
    for (const resolve of resolvers) resolve();
  };

  return {
    prepare: (query) => {
      const statement = database.prepare(query);
      statement.setReturnArrays(true);
      return (...parameters) => {
        const row: unknown = statement.get(...parameters);
        return Array.isArray(row) ? row : undefined;
      };
    },
    read: (job) =>
      new Promise((resolve, reject) => {
        if (queue.length === 0) setImmediate(flush);
        queue.push({
          run: () => {
            const result = job();
            return () => {
              resolve(result);
            };
          },
          fail: reject,
        });
      }),
    close: () => {
      database.close();
    },
  };
}
