import type { SQLInputValue } from 'node:sqlite';
import { connectToRead } from './database.ts';
import { explain } from './errors.ts';

/** Short reads, by key: what thousands of phones ask for when they boot together, and what each call of a provisioner does. */
export interface TurnReader {
  /** A query for one row, which comes as its columns: to name them costs more than to read them. */
  prepare(query: string): (...parameters: readonly SQLInputValue[]) => readonly unknown[] | undefined;
  /** Runs what reads with such queries, at the end of this turn of the event loop. */
  read<T>(job: () => T): Promise<T>;
  close(): void;
}

/** A read of this turn: what tells its result to whoever asked, once all of the turn's are done. */
interface Job {
  run(): () => void;
  fail(error: unknown): void;
}

/**
 * A reader with a connection of its own. What is asked for in one turn is read at its end, in one transaction: to begin one
 * (locks on files) costs more than to read a row. Those who asked then go on together, and their answers leave together,
 * which costs the network, and whoever listens there, less than one by one.
 */
export function createTurnReader(file: string): TurnReader {
  const database = connectToRead(file);
  const begin = database.prepare('BEGIN');
  const commit = database.prepare('COMMIT');

  let queue: Job[] = [];

  const flush = (): void => {
    const jobs = queue;
    queue = [];
    const done: (() => void)[] = [];
    try {
      begin.run();
      for (const job of jobs) done.push(job.run());
      commit.run();
    } catch (error) {
      if (database.isOpen && database.isTransaction) database.exec('ROLLBACK');
      for (const job of jobs) job.fail(explain(error));
      return;
    }
    for (const answer of done) answer();
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
