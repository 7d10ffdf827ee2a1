/** Runs work as a place becomes free; who came first goes first. */
export type Slots = <T>(work: () => Promise<T>) => Promise<T>;

/** As many places as `size`: more work than that waits. */
export function slots(size: number): Slots {
  let free = size;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
}
