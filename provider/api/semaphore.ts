/** Gives a slot back. A second call has no effect. */
export type Release = () => void;

/** Grants slots in order of arrival. @throws if `signal` is aborted before, and for no other reason */
export type Semaphore = (signal?: AbortSignal) => Promise<Release>;

/** A semaphore with `size` slots. */
export function semaphore(size: number): Semaphore {
  let free = size;
  const waiting = new Set<() => void>();

  const turn = (signal: AbortSignal | undefined): Promise<void> =>
    new Promise((resolve, reject) => {
      const take = (): void => {
        signal?.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = (): void => {
        waiting.delete(take);
        reject(asError(signal?.reason));
      };
      waiting.add(take);
      signal?.addEventListener('abort', giveUp, { once: true });
    });

  return async (signal) => {
    signal?.throwIfAborted();
    if (free > 0) free--;
    else await turn(signal);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      const [next] = waiting;
      if (next) {
        waiting.delete(next);
        next();
      } else free++;
    };
  };
}

const asError = (reason: unknown): Error => (reason instanceof Error ? reason : new Error(String(reason)));
