import fc from 'fast-check';
import { batcher, type Batcher } from '../../../../provider/api/batcher.ts';
import { semaphore } from '../../../../provider/api/semaphore.ts';

const never = new AbortController().signal;

/** Batches texts; those with the same first letter can share a request. Requests end when `finish` is called. */
function setUp({ most = 100, places = 8 } = {}) {
  const requests: (readonly string[])[] = [];
  let running: (() => void)[] = [];
  let watch: (() => void) | undefined;
  const place = semaphore(places);
  const ask: Batcher<string, string> = batcher<string, string>({
    key: (text) => text[0] ?? '',
    most,
    place: (work) => place(work, never),
    send: async (items) => {
      requests.push(items);
      await new Promise<void>((resolve) => {
        running.push(resolve);
        watch?.();
      });
      return items.map((text) => `${text}!`);
    },
    givenUp: 'given up',
  });
  return {
    ask,
    requests,
    finish: () => {
      const all = running;
      running = [];
      for (const end of all) end();
    },
    sent: (count: number): Promise<void> =>
      new Promise((resolve) => {
        watch = () => {
          if (requests.length >= count) resolve();
        };
        watch();
      }),
  };
}

test('sends a single item at once', () => {
  const { ask, requests } = setUp();
  void ask('a1', never);
  expect(requests).toEqual([['a1']]);
});

test('combines items that arrive during a request', async () => {
  const { ask, requests, finish, sent } = setUp();
  const answers = [ask('a1', never), ask('a2', never), ask('a3', never)];
  finish();
  await sent(2);
  finish();
  expect(await Promise.all(answers)).toEqual(['a1!', 'a2!', 'a3!']);
  expect(requests).toEqual([['a1'], ['a2', 'a3']]);
});

test('waits for as many callers as there were before, and sends with the last', async () => {
  const { ask, requests, finish } = setUp();
  const [first, ...others] = ['a1', 'a2', 'a3'].map((text) => ask(text, never));
  finish();
  await first;
  others.push(ask('a4', never));
  expect(requests[1]).toEqual(['a2', 'a3', 'a4']);
  finish();
  await Promise.all(others);
  void ask('a5', never);
  void ask('a6', never);
  expect(requests).toHaveLength(2);
  void ask('a7', never);
  expect(requests[2]).toEqual(['a5', 'a6', 'a7']);
});

test('does not wait long for callers that do not return', async () => {
  const { ask, requests, finish, sent } = setUp();
  const first = ['a1', 'a2', 'a3', 'a4'].map((text) => ask(text, never));
  finish();
  await sent(2);
  finish();
  await Promise.all(first);
  void ask('a5', never);
  await sent(3);
  expect(requests[2]).toEqual(['a5']);
});

test('is not blocked by a hanging request', async () => {
  const { ask, requests, sent } = setUp();
  void ask('a1', never);
  void ask('a2', never);
  await sent(2);
  expect(requests).toEqual([['a1'], ['a2']]);
});

test('does not wait for items that cannot share a request', () => {
  const { ask, requests } = setUp();
  for (const text of ['a', 'b', 'c', 'd']) void ask(text, never);
  expect(requests).toEqual([['a'], ['b'], ['c'], ['d']]);
});

test('does not send aborted items, and keeps pending requests', async () => {
  const { ask, requests, finish, sent } = setUp();
  const interrupt = new AbortController();
  const answers = [ask('a1', interrupt.signal), ask('a2', interrupt.signal), ask('a3', never)];
  interrupt.abort();
  expect(await answers[1]).toBe('given up');
  finish();
  await sent(2);
  finish();
  expect(await Promise.all(answers)).toEqual(['a1!', 'given up', 'a3!']);
  expect(requests).toEqual([['a1'], ['a3']]);
  expect(await ask('a4', AbortSignal.abort())).toBe('given up');
});

test('combines the items that wait for a free slot', async () => {
  const { ask, requests, finish, sent } = setUp({ places: 1 });
  const answers = ['a1', 'b1', 'b2', 'b3'].map((text) => ask(text, never));
  for (const count of [2, 3]) {
    finish();
    await Promise.race([sent(count), Promise.all(answers)]);
  }
  finish();
  await Promise.all(answers);
  expect(requests.flat().toSorted()).toEqual(['a1', 'b1', 'b2', 'b3']);
});

test('a failed request fails all of its items', async () => {
  const place = semaphore(1);
  const ask = batcher<string, string>({
    key: () => '',
    most: 10,
    place: (work) => place(work, never),
    send: (items) => (items.includes('bad') ? Promise.reject(new Error('broken')) : Promise.resolve([...items])),
    givenUp: '',
  });
  const [bad, good] = [ask('bad', never), ask('good', never)];
  await expect(bad).rejects.toThrow('broken');
  expect(await good).toBe('good');
});

test('answers each item once, with requests that are neither too long nor mixed', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat({ max: 3 })), { maxLength: 60 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 4 }),
      async (items, most, places) => {
        const place = semaphore(places);
        const requests: (readonly string[])[] = [];
        const ask = batcher<string, string>({
          key: (text) => text[0] ?? '',
          most,
          place: (work) => place(work, never),
          send: async (some) => {
            requests.push(some);
            await new Promise((resolve) => setImmediate(resolve));
            return some.map((text) => `${text}!`);
          },
          givenUp: '',
        });
        const answers: Promise<string>[] = [];
        for (const [index, [letter, pause]] of items.entries()) {
          for (let turn = 0; turn < pause; turn++) await new Promise((resolve) => setImmediate(resolve));
          answers.push(ask(`${letter}${index}`, never));
        }
        expect(await Promise.all(answers)).toEqual(items.map(([letter], index) => `${letter}${index}!`));
        expect(requests.every((request) => request.length <= most)).toBe(true);
        expect(requests.every((request) => new Set(request.map((text) => text[0])).size === 1)).toBe(true);
        expect(requests.flat()).toHaveLength(items.length);
      },
    ),
    { numRuns: 50 },
  );
});
