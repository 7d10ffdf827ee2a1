/** The time that calls depend on, so that tests can control it. */
export interface Clock {
  /** Milliseconds since an arbitrary moment; never goes back. */
  readonly now: () => number;
  /** Calls back after this many milliseconds, unless the returned function is called first. */
  readonly after: (ms: number, callback: () => void) => () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => {
      clearTimeout(timer);
    };
  },
};

/** Waits. Returns false if `signal` ended the wait early. */
export function pause(clock: Clock, ms: number, signal?: AbortSignal): Promise<boolean> {
  if (ms <= 0 || signal?.aborted) return Promise.resolve(!signal?.aborted);
  return new Promise((resolve) => {
    const interrupt = (): void => {
      cancel();
      resolve(false);
    };
    const cancel = clock.after(ms, () => {
      signal?.removeEventListener('abort', interrupt);
      resolve(true);
    });
    signal?.addEventListener('abort', interrupt, { once: true });
  });
}
