/** Runs work when a slot is free, in order of arrival. @throws `signal.reason` if it is aborted while waiting */
export type Semaphore = <T>(work: () => Promise<T>, signal: AbortSignal) => Promise<T>;

/** A semaphore with `size` slots. It never aborts work that has begun. */
export function semaphore(size: number): Semaphore {
  let free = size;
  const waiting = new Set<() => void>();

  const place = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const take = (): void => {
        signal.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = (): void => {
        waiting.delete(take);
        reject(asError(signal.reason));
      };
      waiting.add(take);
      signal.addEventListener('abort', giveUp, { once: true });
    });

  return async (work, signal) => {
    signal.throwIfAborted();
    if (free > 0) free--;
    else await place(signal);
    try {
      return await work();
    } finally {
      const [next] = waiting;
      if (next) {
        waiting.delete(next);
        next();
      } else free++;
    }
  };
}

const asError = (reason: unknown): Error => (reason instanceof Error ? reason : new Error(String(reason)));
