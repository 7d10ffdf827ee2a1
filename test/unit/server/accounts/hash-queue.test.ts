import { createHashQueue } from '../../../../server/accounts/hash-queue.ts';

/** A job that ends when the test says so. */
function job(network: string, { isGone = false } = {}) {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const state = { isGone, started: false };
  return {
    state,
    end: () => {
      resolve(true);
    },
    work: {
      network,
      isAbandoned: () => state.isGone,
      work: () => {
        state.started = true;
        return promise;
      },
    },
  };
}

/** Lets promises settle. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the queue of password hashes', () => {
  test('runs one at a time, and networks take turns', async () => {
    const queue = createHashQueue();
    const jobs = ['a', 'a', 'a', 'b'].map((network) => job(network));
    const started = (): readonly boolean[] => jobs.map(({ state }) => state.started);
    for (const { work } of jobs) void queue.run(work);
    expect(started()).toEqual([true, false, false, false]);
    jobs[0]?.end();
    await settle();
    expect(started()).toEqual([true, true, false, false]);
    jobs[1]?.end();
    await settle();
    expect(started()).toEqual([true, true, false, true]);
  });

  test('refuses more than its limits, by network and in all', async () => {
    const queue = createHashQueue({ waitingPerNetwork: 2, waiting: 3 });
    void queue.run(job('a').work);
    void queue.run(job('a').work);
    void queue.run(job('a').work);
    expect(await queue.run(job('a').work)).toBeUndefined();
    void queue.run(job('b').work);
    expect(await queue.run(job('c').work)).toBeUndefined();
  });

  test('runs nothing for disconnected clients, and gives their places to others', async () => {
    const queue = createHashQueue({ waitingPerNetwork: 2, waiting: 2 });
    const [first, gone, other] = [job('a'), job('a', { isGone: true }), job('b', { isGone: true })];
    const running = queue.run(first.work);
    const dropped = [queue.run(gone.work), queue.run(other.work)];
    const next = job('c');
    const result = queue.run(next.work);
    expect(await Promise.all(dropped)).toEqual([undefined, undefined]);
    first.end();
    next.end();
    expect(await Promise.all([running, result])).toEqual([true, true]);
    expect([gone.state.started, other.state.started]).toEqual([false, false]);
  });

  test('drops waiting hashes when it is stopped, and ends after the running one', async () => {
    const queue = createHashQueue();
    const [first, second] = [job('a'), job('a')];
    void queue.run(first.work);
    const waiting = queue.run(second.work);
    const stopped = queue.stop();
    expect(await waiting).toBeUndefined();
    expect(await queue.run(job('b').work)).toBeUndefined();
    first.end();
    await stopped;
    expect(second.state.started).toBe(false);
  });

  test('continues after a failure', async () => {
    const queue = createHashQueue();
    const failing = queue.run({ network: 'a', isAbandoned: () => false, work: () => Promise.reject(new Error('no')) });
    await expect(failing).rejects.toThrow('no');
    const next = job('a');
    next.end();
    expect(await queue.run(next.work)).toBe(true);
  });
});
