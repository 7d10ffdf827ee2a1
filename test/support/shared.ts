/** What several tests share. */
export interface Shared {
  /** Removes what a test has left behind. */
  clear?(): Promise<void>;
  stop(): Promise<unknown>;
}

/**
 * Starts something before the first test of a suite, clears it after each test, and stops it after the last one.
 *
 * @returns what `start` resolves to, for use inside tests and hooks
 */
export function useShared<T extends Shared>(start: () => Promise<T>): T {
  let started: T | undefined;
  beforeAll(async () => {
    started = await start();
  });
  afterEach(() => started?.clear?.());
  afterAll(async () => {
    await started?.stop();
  });
  const empty: T = Object.create(null);
  return new Proxy(empty, {
    get: (_empty, name) => {
      if (started === undefined) throw new Error(`${String(name)} is used outside of the suite's tests`);
      const member: unknown = Reflect.get(started, name);
      return member;
    },
  });
}
