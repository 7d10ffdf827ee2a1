import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { explain } from './errors.ts';
import { createTurnQueue } from './turn-queue.ts';

/** Short reads, by key: what thousands of phones ask for when they boot together, and what each call of a provisioner does. */
export interface TurnReader {
  /** A query for one row, which comes as its columns: to name them costs more than to read them. */
  prepare(query: string): (...parameters: readonly SQLInputValue[]) => readonly unknown[] | undefined;
  /** Runs what reads with such queries, at the end of this turn of the event loop. */
  read<T>(job: () => T): Promise<T>;
  close(): void;
}

/**
 * A reader with a connection of its own. What is asked for in one turn is read at its end, in one transaction: to begin one
 * (locks on files) costs more than to read a row. Those who asked then go on together, and their answers leave together,
 * which costs the network, and whoever listens there, less than one by one.
 */
export function createTurnReader(file: string): TurnReader {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5000 });
  const begin = database.prepare('BEGIN');
  const commit = database.prepare('COMMIT');

  const read = createTurnQueue((jobs) => {
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
  });

  return {
    prepare: (query) => {
      const statement = database.prepare(query);
      statement.setReturnArrays(true);
      return (...parameters) => {
        const row: unknown = statement.get(...parameters);
        return Array.isArray(row) ? row : undefined;
      };
    },
    read,
    close: () => {
      database.close();
    },
  };
}
