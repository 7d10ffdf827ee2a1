import fc from 'fast-check';
import {
  BusyError,
  createFairSemaphore,
  type FairSemaphoreOptions,
  type Permit,
} from '../../../../server/limits/index.ts';

const options: FairSemaphoreOptions = {
  capacity: 4,
  capacityPerKey: 2,
  maxWaitingPerKey: 3,
  maxWaitMs: 60_000,
  reason: 'too much is in progress',
};

/** Lets promises that can settle do so. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Asks for permits and notes the keys in the order in which they get them. */
function crowd(more: Partial<FairSemaphoreOptions> = {}) {
  const semaphore = createFairSemaphore<string>({ ...options, ...more });
  const admitted: string[] = [];
  const permits: Permit[] = [];
  return {
    semaphore,
    admitted,
    ask: (key: string, weight?: number): void => {
      void semaphore.acquire(key, weight).then(
        (permit) => {
          admitted.push(key);
          permits.push(permit);
        },
        // Some still wait at the end of their test, and give up later.
        () => undefined,
      );
    },
    releaseFirst: async (): Promise<void> => {
      permits.shift()?.release();
      await settled();
    },
  };
}

test('admits a key up to its own capacity, and others beside it', async () => {
  const { admitted, ask } = crowd();
  for (const key of ['a', 'a', 'a', 'b', 'c']) ask(key);
  await settled();
  expect(admitted).toEqual(['a', 'a', 'b', 'c']);
});

test('serves keys in turn', async () => {
  const { admitted, ask, releaseFirst } = crowd({ capacity: 1, capacityPerKey: 1 });
  for (const key of ['a', 'a', 'a', 'b', 'c', 'b']) ask(key);
  await settled();
  for (let count = 0; count < 5; count++) await releaseFirst();
  expect(admitted).toEqual(['a', 'b', 'c', 'a', 'b', 'a']);
});

test('admits a request that is heavier than the capacity of its key when the key holds nothing else', async () => {
  const { admitted, ask, releaseFirst } = crowd();
  ask('a');
  ask('a', 100);
  await settled();
  expect(admitted).toEqual(['a']);
  await releaseFirst();
  expect(admitted).toEqual(['a', 'a']);
});

test('refuses a request when too many of its key wait, and says when to retry', async () => {
  const { semaphore, ask } = crowd();
  for (let count = 0; count < 5; count++) ask('a');
  await expect(semaphore.acquire('a')).rejects.toThrow(BusyError);
  await expect(semaphore.acquire('a')).rejects.toMatchObject({ retryAfterSeconds: 60 });
  await expect(semaphore.acquire('b')).resolves.toBeDefined();
});

test('refuses a request that has waited for too long', async () => {
  const { semaphore } = crowd({ capacityPerKey: 1, maxWaitMs: 1 });
  await semaphore.acquire('a');
  await expect(semaphore.acquire('a')).rejects.toThrow(BusyError);
});

test('drops a request whose client has disconnected', async () => {
  const { semaphore, admitted, ask, releaseFirst } = crowd({ capacity: 1, capacityPerKey: 1 });
  ask('a');
  let leave = (): void => undefined;
  const gone = semaphore.acquire('b', 1, (listener) => (leave = listener));
  ask('c');
  await settled();
  leave();
  await expect(gone).rejects.toThrow(BusyError);
  await releaseFirst();
  expect(admitted).toEqual(['a', 'c']);
});

test('keeps the reserve for keys that hold permits for a short time', async () => {
  let now = 0;
  const { admitted, ask, releaseFirst } = crowd({
    capacity: 2,
    capacityPerKey: 1,
    reserve: { weight: 1, forHoldsBelowMs: 250 },
    now: () => now,
  });
  ask('slow');
  ask('also slow');
  await settled();
  now = 1000;
  await releaseFirst();
  await releaseFirst();
  for (const key of ['slow', 'also slow', 'fast']) ask(key);
  await settled();
  expect(admitted).toEqual(['slow', 'also slow', 'slow', 'fast']);
});

test('never exceeds a capacity, and serves every request in the end', async () => {
  const requests = fc.array(
    fc.record({ key: fc.constantFrom('a', 'b', 'c'), weight: fc.integer({ min: 1, max: 6 }) }),
    {
      maxLength: 30,
    },
  );
  await fc.assert(
    fc.asyncProperty(requests, async (asked) => {
      const semaphore = createFairSemaphore<string>({ ...options, maxWaitingPerKey: 100 });
      const held = new Map<string, number>();
      let most = 0;
      let served = 0;
      const work = asked.map(async ({ key, weight }) => {
        const permit = await semaphore.acquire(key, weight);
        const counted = Math.min(weight, options.capacityPerKey);
        held.set(key, (held.get(key) ?? 0) + counted);
        expect(held.get(key)).toBeLessThanOrEqual(options.capacityPerKey);
        most = Math.max(
          most,
          [...held.values()].reduce((sum, one) => sum + one, 0),
        );
        await settled();
        held.set(key, (held.get(key) ?? 0) - counted);
        permit.release();
        permit.release();
        served++;
      });
      await Promise.all(work);
      expect(most).toBeLessThanOrEqual(options.capacity);
      expect(served).toBe(asked.length);
    }),
    { numRuns: 50 },
  );
});
