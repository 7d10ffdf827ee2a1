import type { DatabaseSync } from 'node:sqlite';
import { explain } from './errors.ts';

/** Runs writing jobs, each as if it were a transaction of its own; the promise resolves when the job's work is durable. */
export interface Writer {
  write<T>(job: () => T): Promise<T>;
}

interface Waiting {
  /** Does the work; returns what to call once it is durable. */
  run(): () => void;
  fail(error: unknown): void;
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
  let queue: Waiting[] = [];

  const flush = (): void => {
    const jobs = queue;
    queue = [];
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
      // Whoever was told already keeps that answer: a promise settles once.
      for (const job of jobs) job.fail(explain(error));
      return;
    }
    for (const answer of done) answer();
  };

  return {
    write: <T>(job: () => T) =>
      new Promise<T>((resolve, reject) => {
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
  };
}
