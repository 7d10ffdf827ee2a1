import { semaphore } from '../../../../provider/api/semaphore.ts';
import { settled } from './fake-clock.ts';

/** Runs work in a slot. */
const runner = (size: number) => {
  const acquire = semaphore(size);
  return async <T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> => {
    const release = await acquire(signal);
    try {
      return await work();
    } finally {
      release();
    }
  };
};

/** Work that ends on request and records its start. */
function workshop() {
  const begun: string[] = [];
  const ends = new Map<string, { resolve: (name: string) => void; reject: (error: Error) => void }>();
  const work = (name: string) => () => {
    begun.push(name);
    return new Promise<string>((resolve, reject) => ends.set(name, { resolve, reject }));
  };
  return {
    begun,
    work,
    end: (name: string) => ends.get(name)?.resolve(name),
    fail: (name: string) => ends.get(name)?.reject(new Error(name)),
  };
}

test('starts as much work as there are slots, then the next in order', async () => {
  const { begun, work, end, fail } = workshop();
  const run = runner(2);
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => run(work(name)));
  await settled();
  expect(begun).toEqual(['a', 'b']);
  end('b');
  expect(await b).toBe('b');
  await settled();
  expect(begun).toEqual(['a', 'b', 'c']);

  // Failed work releases its slot too.
  fail('a');
  await expect(a).rejects.toThrow('a');
  await settled();
  expect(begun).toEqual(['a', 'b', 'c', 'd']);
  end('c');
  end('d');
  expect(await Promise.all([c, d])).toEqual(['c', 'd']);
});

test('reuses free slots', async () => {
  const { begun, work, end } = workshop();
  const run = runner(1);
  const first = run(work('a'));
  await settled();
  end('a');
  await first;
  const second = run(work('b'));
  await settled();
  expect(begun).toEqual(['a', 'b']);
  end('b');
  await second;
});

test('an interrupt ends waiting without taking a slot, and lets running work finish', async () => {
  const { begun, work, end } = workshop();
  const run = runner(1);
  const interrupt = new AbortController();
  const a = run(work('a'), interrupt.signal);
  const b = run(work('b'), interrupt.signal);
  const c = run(work('c'));
  await settled();
  interrupt.abort(new Error('interrupted'));
  await expect(b).rejects.toThrow('interrupted');
  await expect(run(work('d'), interrupt.signal)).rejects.toThrow('interrupted');
  end('a');
  expect(await a).toBe('a');
  await settled();
  expect(begun).toEqual(['a', 'c']);
  end('c');
  await c;
});
