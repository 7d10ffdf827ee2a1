import { semaphore } from '../../../../provider/api/semaphore.ts';

const never = new AbortController().signal;

/** Work that ends when it is told to, and notes when it begins. */
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

test('as much work begins as there are places, and the next in its turn', async () => {
  const { begun, work, end, fail } = workshop();
  const run = semaphore(2);
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => run(work(name), never));
  await Promise.resolve();
  expect(begun).toEqual(['a', 'b']);
  end('b');
  expect(await b).toBe('b');
  expect(begun).toEqual(['a', 'b', 'c']);

  // Work that fails gives its place back too.
  fail('a');
  await expect(a).rejects.toThrow('a');
  expect(begun).toEqual(['a', 'b', 'c', 'd']);
  end('c');
  end('d');
  expect(await Promise.all([c, d])).toEqual(['c', 'd']);
});

test('places that became free are there for what comes later', async () => {
  const { begun, work, end } = workshop();
  const run = semaphore(1);
  const first = run(work('a'), never);
  end('a');
  await first;
  const second = run(work('b'), never);
  await Promise.resolve();
  expect(begun).toEqual(['a', 'b']);
  end('b');
  await second;
});

test('an interrupt ends the waiting, takes no place, and lets what has begun end', async () => {
  const { begun, work, end } = workshop();
  const run = semaphore(1);
  const interrupt = new AbortController();
  const a = run(work('a'), interrupt.signal);
  const b = run(work('b'), interrupt.signal);
  const c = run(work('c'), never);
  interrupt.abort(new Error('interrupted'));
  await expect(b).rejects.toThrow('interrupted');
  await expect(run(work('d'), interrupt.signal)).rejects.toThrow('interrupted');
  end('a');
  expect(await a).toBe('a');
  expect(begun).toEqual(['a', 'c']);
  end('c');
  await c;
});
