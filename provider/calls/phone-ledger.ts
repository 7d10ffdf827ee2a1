/**
 * What one connection has done to which phone. An engine may create and destroy the same phone in one apply: by a
 * replacement that creates before it destroys, or for a resource that was renamed without a `moved` block. Create then
 * finds the phone registered and takes it over, and what is destroyed afterwards must not take it away again.
 */
export interface PhoneLedger {
  /** Runs work on a phone when no other work on this phone is under way. */
  alone<T>(mac: string, work: () => Promise<T>): Promise<T>;
  /** The same for several phones at once: they are waited for together, so nobody waits in a circle. */
  together<T>(macs: readonly string[], work: () => Promise<T>): Promise<T>;
  /** Notes that this apply has made the phone's registration, or taken it over, for a resource. */
  claim(mac: string): void;
  /** Takes that back: the phone is about to be deregistered again. */
  release(mac: string): void;
  /** True where a resource of this apply has the phone's registration. */
  isClaimed(mac: string): boolean;
}

/** An empty one: for one connection, and so for one plan or apply. A million phones cost it some fifty megabytes. */
export function phoneLedger(): PhoneLedger {
  /** What is under way, or was the last to be. */
  const last = new Map<string, Promise<unknown>>();
  /** MACs as numbers, which take less room than texts. */
  const claimed = new Set<number>();

  const together: PhoneLedger['together'] = async (macs, work) => {
    const before = macs.flatMap((mac) => last.get(mac) ?? []);
    const result = Promise.all(before).then(work);
    const settled = result.then(
      () => undefined,
      () => undefined,
    );
    for (const mac of macs) last.set(mac, settled);
    try {
      return await result;
    } finally {
      // Nobody waits for what is over.
      for (const mac of macs) if (last.get(mac) === settled) last.delete(mac);
    }
  };
  return {
    together,
    alone: (mac, work) => together([mac], work),
    claim: (mac) => void claimed.add(numberOf(mac)),
    release: (mac) => void claimed.delete(numberOf(mac)),
    isClaimed: (mac) => claimed.has(numberOf(mac)),
  };
}

const numberOf = (mac: string): number => Number.parseInt(mac, 16);
