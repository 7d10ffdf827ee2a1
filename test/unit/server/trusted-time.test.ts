import fc from 'fast-check';
import { createTrustedTime } from '../../../server/housekeeping/trusted-time.ts';

const hourMs = 60 * 60 * 1000;
/** In hours. */
const day = 24;
const start = Date.UTC(2026, 10, 24);

/**
 * A database with a clock: `run` is one run of a process that goes on, `restart` the first run of another one. Times are
 * hours since the start of the test.
 */
function useClock({ latestTime }: { latestTime?: number } = {}) {
  const metadata = new Map<string, string>();
  let clock = start;
  const startProcess = () =>
    createTrustedTime({
      storage: {
        getMetadata: (name) => Promise.resolve(metadata.get(name)),
        setMetadata: (name, value) => Promise.resolve(void metadata.set(name, value)),
        auditLog: { latestTime: () => Promise.resolve(latestTime === undefined ? undefined : new Date(latestTime)) },
      },
      now: () => new Date(clock),
    });
  let process = startProcess();
  const run = async (hours: number) => {
    clock = start + hours * hourMs;
    const { at, isClockAhead } = await process();
    return { hours: (at.getTime() - start) / hourMs, isClockAhead };
  };
  const restart = (hours: number) => {
    process = startProcess();
    return run(hours);
  };
  return { run, restart };
}

test('equals the clock while the clock does not jump', async () => {
  const { run, restart } = useClock();
  expect(await run(0)).toEqual({ hours: 0, isClockAhead: false });
  expect(await run(1)).toEqual({ hours: 1, isClockAhead: false });
  expect(await restart(day)).toEqual({ hours: day, isClockAhead: false });
});

test('stays when a process first finds the clock ahead, however often it restarts', async () => {
  const { run, restart } = useClock();
  await run(0);
  for (let count = 0; count < 5; count++) {
    expect(await restart(400 * day)).toEqual({ hours: 0, isClockAhead: true });
  }
});

test('catches up by a day per run after 400 days without a server', async () => {
  const { run, restart } = useClock();
  await run(0);
  await restart(400 * day);
  for (let count = 1; count < 400; count++) {
    expect(await run(400 * day)).toEqual({ hours: count * day, isClockAhead: true });
  }
  expect(await run(400 * day)).toEqual({ hours: 400 * day, isClockAhead: false });
});

test('is right again within hours after a wrong clock is corrected', async () => {
  const { run, restart } = useClock();
  await run(0);
  // Without a battery, a clock starts in 1970 until the network sets it.
  expect(await restart(-start / hourMs)).toMatchObject({ hours: -start / hourMs });
  expect(await run(1)).toEqual({ hours: -day, isClockAhead: true });
  expect(await run(2)).toEqual({ hours: 0, isClockAhead: true });
  expect(await run(3)).toEqual({ hours: 3, isClockAhead: false });
});

test('starts at the latest entry of a database whose housekeeping never ran', async () => {
  const known = useClock({ latestTime: start });
  expect(await known.run(400 * day)).toEqual({ hours: 0, isClockAhead: true });
  const empty = useClock();
  expect(await empty.run(400 * day)).toEqual({ hours: 400 * day, isClockAhead: false });
});

test('never advances by more than a day per run, and is never ahead of the clock', async () => {
  const step = fc.record({
    hours: fc.oneof(fc.integer({ min: -48, max: 48 }), fc.integer({ min: -10_000, max: 10_000 })),
    isRestart: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 50 }), async (steps) => {
      const { run, restart } = useClock();
      await run(0);
      let furthest = 0;
      for (const { hours, isRestart } of steps) {
        const time = await (isRestart ? restart : run)(hours);
        expect(time.hours).toBeLessThanOrEqual(Math.min(hours, furthest + day));
        furthest = Math.max(furthest, time.hours);
      }
    }),
  );
});
