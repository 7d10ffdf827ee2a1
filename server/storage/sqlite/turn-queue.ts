/** Work of one turn of the event loop, which is done at its end. */
export interface Job {
  /** Does the work; returns what tells the result to whoever asked, once that may be told. */
  run(): () => void;
  fail(error: unknown): void;
}

/**
 * Gathers what is asked for in one turn of the event loop, and gives it to `flush` at its end: what it costs to begin and
 * to end is then paid once for all of it. A promise settles once, so a job that has failed may be failed again.
 */
export function createTurnQueue(flush: (jobs: readonly Job[]) => void): <T>(work: () => T) => Promise<T> {
  let queue: Job[] = [];
  const flushAll = (): void => {
    const jobs = queue;
    queue = [];
    flush(jobs);
  };
  return (work) =>
    new Promise((resolve, reject) => {
      if (queue.length === 0) setImmediate(flushAll);
      queue.push({
        run: () => {
          const result = work();
          return () => {
            resolve(result);
          };
        },
        fail: reject,
      });
    });
}
