import type { Storage } from '../storage/index.ts';

type Observe = (operation: string, seconds: number) => void;

/** The same storage, with each use of it measured: `registrations.find`, `accounts.list`, … Listings are not, which take as long as their reader. */
export function timeStorage(storage: Storage, observe: Observe): Storage {
  const { accounts, registrations, inventory, trail, sessions, nonces } = storage;
  return {
    ...storage,
    accounts: timed('accounts', accounts, observe),
    registrations: timed('registrations', registrations, observe),
    inventory: timed('inventory', inventory, observe),
    trail: timed('trail', trail, observe),
    sessions: timed('sessions', sessions, observe),
    nonces: timed('nonces', nonces, observe),
  };
}

function timed<T extends object>(name: string, store: T, observe: Observe): T {
  return new Proxy(store, {
    get(target, key, receiver) {
      const member: unknown = Reflect.get(target, key, receiver);
      if (typeof member !== 'function' || typeof key !== 'string') return member;
      return (...args: readonly unknown[]): unknown => {
        const started = performance.now();
        const result: unknown = Reflect.apply(member, target, args);
        if (!(result instanceof Promise)) return result;
        return result.finally(() => {
          observe(`${name}.${key}`, (performance.now() - started) / 1000);
        });
      };
    },
  });
}
