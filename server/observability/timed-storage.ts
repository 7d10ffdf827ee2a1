import type { Storage } from '../storage/index.ts';

type Observe = (operation: string, seconds: number) => void;

/** Wraps a storage so that operations such as `registrations.find` are measured; not listings, which depend on their reader. */
export function timeStorage(storage: Storage, observe: Observe): Storage {
  const { accounts, logins, registrations, phoneRequests, inventory, auditLog, sessions, nonces, guesses } = storage;
  return {
    ...storage,
    accounts: timed('accounts', accounts, observe),
    logins: timed('logins', logins, observe),
    registrations: timed('registrations', registrations, observe),
    phoneRequests: timed('phoneRequests', phoneRequests, observe),
    inventory: timed('inventory', inventory, observe),
    auditLog: timed('auditLog', auditLog, observe),
    sessions: timed('sessions', sessions, observe),
    ...(guesses !== undefined && { guesses: timed('guesses', guesses, observe) }),
    // Operations in memory do not use the database.
    nonces: nonces.bootId === undefined ? timed('nonces', nonces, observe) : nonces,
  };
}

function timed<T extends object>(name: string, store: T, observe: Observe): T {
  // Wrapped once per method, not per call, because each request calls several.
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
        // Without finally(), which adds two promises.
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
