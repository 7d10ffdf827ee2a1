/** Limits how many holders each key has at a time; others wait in order of arrival. */
export interface KeyedSemaphore<Key> {
  /** Resolves when a permit for `key` is free, with the function that releases it. */
  acquire(key: Key): Promise<() => void>;
}

/** @param permits per key */
export function createKeyedSemaphore<Key>(permits: number): KeyedSemaphore<Key> {
  const states = new Map<Key, { held: number; readonly waiting: (() => void)[] }>();
  return {
    acquire: async (key) => {
      const state = states.get(key) ?? { held: 0, waiting: [] };
      states.set(key, state);
      if (state.held < permits) state.held++;
      else await new Promise<void>((resolve) => state.waiting.push(resolve));
      return () => {
        const next = state.waiting.shift();
        // The permit passes to the next one in line.
        if (next !== undefined) next();
        else if (--state.held === 0) states.delete(key);
      };
    },
  };
}
