import fc from 'fast-check';
import { batcher, type Batcher } from '../../../../provider/api/batcher.ts';
import { semaphore } from '../../../../provider/api/semaphore.ts';
import { fakeClock, settled } from './fake-clock.ts';

/** Batches texts; those with the same first letter can share a request. Requests end when `finish` is called. */
function setUp({ maxBatchSize = 100, slots = 8 } = {}) {
  const clock = fakeClock();
  const acquireSlot = semaphore(slots);
  const requests: (readonly string[])[] = [];
  let inFlight: (() => void)[] = [];
  const send: Batcher<string, string> = batcher<string, string>({
    clock,
    key: (text) => text[0] ?? '',
    maxBatchSize,
    acquireSlot: () => acquireSlot(),
    send: async (items, release) => {
      requests.push(items);
      await new Promise<void>((resolve) => inFlight.push(resolve));
      release();
      return items.map((text) => `${text}!`);
    },
    cancelled: 'cancelled',
  });
  const finish = async (): Promise<void> => {
    const all = inFlight;
    inFlight = [];
    for (const end of all) end();
    await settled();
  };
  /** Sends texts at the same moment. The results come later. */
  const sendAll = async (...texts: readonly string[]): Promise<{ readonly results: Promise<readonly string[]> }> => {
    const results = Promise.all(texts.map((text) => send(text)));
    await settled();
    return { results };
  };
  return { clock, requests, send, sendAll, finish };
}

test('sends a single item at once', async () => {
  const { sendAll, requests } = setUp();
  await sendAll('a1');
  expect(requests).toEqual([['a1']]);
});

test('combines items that arrive at the same moment', async () => {
  const { sendAll, requests, finish } = setUp();
  const { results } = await sendAll('a1', 'a2', 'a3');
  await finish();
  expect(await results).toEqual(['a1!', 'a2!', 'a3!']);
  expect(requests).toEqual([['a1', 'a2', 'a3']]);
});

test('combines items that arrive during a request, once its caller has returned', async () => {
  const { sendAll, requests, finish } = setUp();
  await sendAll('a1');
  await sendAll('a2', 'a3');
  await finish();
  expect(requests).toEqual([['a1']]);
  await sendAll('a4');
  expect(requests[1]).toEqual(['a2', 'a3', 'a4']);
});

test('waits for as many callers as there were before, and sends with the last', async () => {
  const { sendAll, requests, finish } = setUp();
  await sendAll('a1', 'a2', 'a3');
  await finish();
  await sendAll('a4');
  await sendAll('a5');
  expect(requests).toHaveLength(1);
  await sendAll('a6');
  expect(requests[1]).toEqual(['a4', 'a5', 'a6']);
});

test('flushes after a quiet period if callers do not return', async () => {
  const { clock, sendAll, requests, finish } = setUp();
  await sendAll('a1', 'a2', 'a3', 'a4');
  await finish();
  await sendAll('a5');
  await clock.advance(3);
  expect(requests).toHaveLength(1);
  await clock.advance(5);
  expect(requests[1]).toEqual(['a5']);
});

test('learns how long an engine pauses between two items', async () => {
  const { clock, sendAll, requests, finish } = setUp();
  await sendAll('a1', 'a2');
  await finish();
  await clock.advance(60);
  await sendAll('a3');
  await clock.advance(60);
  await sendAll('a4');
  expect(requests[1]).toEqual(['a3', 'a4']);
});

test('does not wait longer than 300 ms for a request that hangs', async () => {
  const { clock, sendAll, requests } = setUp();
  await sendAll('a1');
  await sendAll('a2');
  await clock.advance(299);
  expect(requests).toEqual([['a1']]);
  await clock.advance(1);
  expect(requests).toEqual([['a1'], ['a2']]);
});

test('does not wait for items that cannot share a request', async () => {
  const { sendAll, requests } = setUp();
  for (const text of ['a', 'b', 'c', 'd']) await sendAll(text);
  expect(requests).toEqual([['a'], ['b'], ['c'], ['d']]);
});

test('does not wait if the server is far away', async () => {
  const { clock, sendAll, requests, finish } = setUp();
  await sendAll('a1');
  await clock.advance(21);
  await finish();
  await sendAll('a2');
  await sendAll('a3');
  expect(requests).toEqual([['a1'], ['a2'], ['a3']]);
});

test('does not send cancelled items, and keeps requests in flight', async () => {
  const { clock, send, requests, finish } = setUp();
  const interrupt = new AbortController();
  const first = send('a1', interrupt.signal);
  await settled();
  const others = [send('a2', interrupt.signal), send('a3')];
  interrupt.abort();
  expect(await others[0]).toBe('cancelled');
  await clock.advance(300);
  await finish();
  expect(await Promise.all([first, ...others])).toEqual(['a1!', 'cancelled', 'a3!']);
  expect(requests).toEqual([['a1'], ['a3']]);
  expect(await send('a4', AbortSignal.abort())).toBe('cancelled');
});

test('combines the items that wait for a free slot', async () => {
  const { sendAll, requests, finish } = setUp({ slots: 1 });
  await sendAll('b0');
  const { results } = await sendAll('a1', 'a2', 'a3');
  await finish();
  await finish();
  expect(await results).toEqual(['a1!', 'a2!', 'a3!']);
  expect(requests).toEqual([['b0'], ['a1', 'a2', 'a3']]);
});

test('a failed request fails all of its items', async () => {
  const acquireSlot = semaphore(1);
  const send = batcher<string, string>({
    clock: fakeClock(),
    key: (text) => text,
    maxBatchSize: 10,
    acquireSlot: () => acquireSlot(),
    send: (items, release) => {
      release();
      return items.includes('bad') ? Promise.reject(new Error('broken')) : Promise.resolve([...items]);
    },
    cancelled: '',
  });
  const results = [send('bad'), send('bad'), send('good')];
  expect(await Promise.allSettled(results)).toMatchObject([
    { status: 'rejected', reason: { message: 'broken' } },
    { status: 'rejected', reason: { message: 'broken' } },
    { status: 'fulfilled', value: 'good' },
  ]);
});

test('answers each item once, with requests that are neither too long nor mixed', async () => {
  const step = fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat({ max: 400 }));
  const arrivals = fc.array(step, { maxLength: 60 });
  const size = fc.integer({ min: 1, max: 5 });
  await fc.assert(
    fc.asyncProperty(arrivals, size, size, async (items, maxBatchSize, slots) => {
      const { clock, send, requests, finish } = setUp({ maxBatchSize, slots });
      const results: Promise<string>[] = [];
      for (const [index, [letter, ms]] of items.entries()) {
        results.push(send(`${letter}${index}`));
        await clock.advance(ms);
        if (ms % 2 === 0) await finish();
      }
      while (requests.flat().length < items.length) {
        await clock.advance(300);
        await finish();
      }
      await finish();
      expect(await Promise.all(results)).toEqual(items.map(([letter], index) => `${letter}${index}!`));
      expect(requests.every((request) => request.length <= maxBatchSize)).toBe(true);
      expect(requests.every((request) => new Set(request.map((text) => text[0])).size === 1)).toBe(true);
      expect(requests.flat()).toHaveLength(items.length);
    }),
    { numRuns: 50 },
  );
});
