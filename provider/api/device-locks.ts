/**
 * What one connection has done to which phone. An engine may create and destroy the same phone in one apply: by a
 * replacement that creates before it destroys, or for a resource that was renamed without a `moved` block. Create then
 * finds the phone registered and takes it over, and what is destroyed afterwards must not take it away again.
 */
export interface DeviceLocks {
  // Claims take a MAC as its 12 digits, or as the number that these are: a fleet has a million of them.
  /** Runs work on a phone when no other work on this phone is under way. */
  alone<T>(mac: string, work: () => Promise<T>): Promise<T>;
  /** The same for several phones at once: they are waited for together, so nobody waits in a circle. */
  together<T>(macs: readonly string[], work: () => Promise<T>): Promise<T>;
  /** Notes that this apply has made the phone's registration, or taken it over, for a resource. */
  claim(mac: string | number): void;
  /** Takes that back: the phone is about to be deregistered again. */
  release(mac: string | number): void;
  /** True where a resource of this apply has the phone's registration. */
  isClaimed(mac: string | number): boolean;
}

/** An empty one: for one connection, and so for one plan or apply. A million phones cost it some fifty megabytes. */
export function deviceLocks(): DeviceLocks {
  /** What is under way, or was the last to be. */
  const last = new Map<string, Promise<unknown>>();
  /** The vendor's half of MACs, and the other halves: small numbers, which take half the memory and time of texts. */
  const claimed = new Map<number, Set<number>>();

  const together: DeviceLocks['together'] = async (macs, work) => {
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
    claim: (mac) => {
      const [vendor, own] = halves(mac);
      const those = claimed.get(vendor);
      if (those) those.add(own);
      else claimed.set(vendor, new Set([own]));
    },
    release: (mac) => {
      const [vendor, own] = halves(mac);
      claimed.get(vendor)?.delete(own);
    },
    isClaimed: (mac) => {
      const [vendor, own] = halves(mac);
      return claimed.get(vendor)?.has(own) ?? false;
    },
  };
}

function halves(mac: string | number): readonly [vendor: number, own: number] {
  const number = typeof mac === 'number' ? mac : Number.parseInt(mac, 16);
  return [Math.floor(number / 0x100_0000), number % 0x100_0000];
}
