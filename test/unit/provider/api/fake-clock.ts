import type { Clock } from '../../../../provider/api/clock.ts';

/** A clock that stands still until a test moves it. */
export interface FakeClock extends Clock {
  /** Lets time pass: calls what becomes due, in order, and lets promises settle in between. */
  advance(ms: number): Promise<void>;
}

export function fakeClock(): FakeClock {
  let now = 1_000;
  const timers = new Set<{ readonly at: number; readonly callback: () => void }>();
  return {
    now: () => now,
    after: (ms, callback) => {
      const timer = { at: now + ms, callback };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    advance: async (ms) => {
      const end = now + ms;
      await settled();
      for (;;) {
        const [next] = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (next === undefined) break;
        timers.delete(next);
        now = next.at;
        next.callback();
        await settled();
      }
      now = end;
    },
  };
}

/** Resolves when promises that can settle without input or output have done so. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
