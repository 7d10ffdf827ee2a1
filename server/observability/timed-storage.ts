import type { Storage } from '../storage/index.ts';

type Observe = (operation: string, seconds: number) => void;

/** The same storage, with each use of it measured: `registrations.find`, `accounts.list`, … Listings are not, which take as long as their reader. */
export function timeStorage(storage: Storage, observe: Observe): Storage {
  const { accounts, registrations, inventory, auditLog, sessions, nonces } = storage;
  return {
    ...storage,
    accounts: timed('accounts', accounts, observe),
    registrations: timed('registrations', registrations, observe),
    inventory: timed('inventory', inventory, observe),
    auditLog: timed('auditLog', auditLog, observe),
    sessions: timed('sessions', sessions, observe),
    // Those that are kept in memory are not the database's time.
    nonces: nonces.remembersSince === undefined ? timed('nonces', nonces, observe) : nonces,
  };
}

function timed<T extends object>(name: string, store: T, observe: Observe): T {
  // Made once a method, not once a call: every request calls some.
  const methods = new Map<string, (...args: readonly unknown[]) => unknown>();
  return new Proxy(store, {
    get(target, key, receiver) {
      const known = typeof key === 'string' ? methods.get(key) : undefined;
      if (known !== undefined) return known;
      const member: unknown = Reflect.get(target, key, receiver);
      if (typeof member !== 'function' || typeof key !== 'string') return member;
      const operation = `${name}.${key}`;
      const method = (...args: readonly unknown[]): unknown => {
        const started = performance.now();
        const result: unknown = Reflect.apply(member, target, args);
        if (!(result instanceof Promise)) return result;
        const observed = (): void => observe(operation, (performance.now() - started) / 1000);
        // Not by finally(), which goes through two more promises.
        return result.then(
          (value: unknown) => {
            observed();
            return value;
          },
          (error: unknown) => {
            observed();
            throw error;
          },
        );
      };
      methods.set(key, method);
      return method;
    },
  });
}
