/**
 * What one connection has done to which phone. An engine may create and destroy the same phone in one apply: by a
 * replacement that creates before it destroys, or for a resource that was renamed without a `moved` block. Create then
 * finds the phone registered and takes it over, and what is destroyed afterwards must not take it away again.
 */
export interface PhoneLedger {
  /** Runs work on a phone when no other work on this phone is under way. */
  alone<T>(mac: string, work: () => Promise<T>): Promise<T>;
  /** Notes that this apply has made the phone's registration, or taken it over, for a resource. */
  claim(mac: string): void;
  /** True where a resource of this apply has the phone's registration. */
  isClaimed(mac: string): boolean;
}

/** An empty one: for one connection, and so for one plan or apply. */
export function phoneLedger(): PhoneLedger {
  const last = new Map<string, Promise<unknown>>();
  const claimed = new Set<string>();
  return {
    alone: (mac, work) => {
      const before = last.get(mac) ?? Promise.resolve();
      const result = before.then(work);
      last.set(
        mac,
        result.catch(() => undefined),
      );
      return result;
    },
    claim: (mac) => void claimed.add(mac),
    isClaimed: (mac) => claimed.has(mac),
  };
}
