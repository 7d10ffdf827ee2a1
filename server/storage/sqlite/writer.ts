import type { DatabaseSync } from 'node:sqlite';
import { explain } from './errors.ts';
import { createTurnQueue } from './turn-queue.ts';

/** Runs writing jobs, each as if it were a transaction of its own; the promise resolves when the job's work is durable. */
export interface Writer {
  write<T>(job: () => T): Promise<T>;
}

/**
 * A writer with group commit: the jobs that arrive in one turn of the event loop share one transaction, and so one
 * flush to the disk, which is what a write costs. Each job has a savepoint: one that throws takes back only its own work.
 */
export function createWriter(database: DatabaseSync): Writer {
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  const savepoint = database.prepare('SAVEPOINT job');
  const release = database.prepare('RELEASE job');
  const rollbackJob = database.prepare('ROLLBACK TO job');

  const write = createTurnQueue((jobs) => {
    const done: (() => void)[] = [];
    try {
      begin.run();
      for (const job of jobs) {
        savepoint.run();
        try {
          done.push(job.run());
        } catch (error) {
          // A full disk may have rolled back everything already: then nobody's work stands.
          if (!database.isTransaction) throw error;
          rollbackJob.run();
          job.fail(explain(error));
        }
        release.run();
      }
      commit.run();
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      // Whoever was told already keeps that answer.
      for (const job of jobs) job.fail(explain(error));
      return;
    }
    // From here on it is durable.
    for (const answer of done) answer();
  });

  return { write };
}
