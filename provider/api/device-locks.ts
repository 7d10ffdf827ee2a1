/**
 * Locks on phones, and claims to them. An engine may create and destroy the same phone in one apply: for a replacement
 * that creates before it destroys, or for a resource that was renamed without a `moved` block. The create finds the phone
 * registered and takes it over; the destroy that follows must not deregister it.
 */
export interface DeviceLocks {
  /**
   * Runs work when no other work on any of these phones is running. All locks are requested at once, so there is no
   * deadlock.
   */
  withLock<T>(macs: readonly string[], work: () => Promise<T>): Promise<T>;
  // Claims take the 12 digits of a MAC or their value as a number: a fleet has a million of them.
  /** Notes that a resource of this apply has registered the phone, or has taken over its registration. */
  claim(mac: string | number): void;
  /** Withdraws a claim before the phone is deregistered again. */
  release(mac: string | number): void;
  /** Whether a resource of this apply has claimed the phone. */
  isClaimed(mac: string | number): boolean;
}

/** The locks of one connection, and so of one plan or apply. A million claims take about fifty megabytes. */
export function deviceLocks(): DeviceLocks {
  /** For each phone, the work that is running or waiting last. */
  const last = new Map<string, Promise<unknown>>();
  /** The second halves of the MACs by their first: small numbers, which take half the time and memory of texts. */
  const claimed = new Map<number, Set<number>>();

  return {
    withLock: async (macs, work) => {
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
        for (const mac of macs) if (last.get(mac) === settled) last.delete(mac);
      }
    },
    claim: (mac) => {
      const [vendor, device] = halves(mac);
      const devices = claimed.get(vendor);
      if (devices) devices.add(device);
      else claimed.set(vendor, new Set([device]));
    },
    release: (mac) => {
      const [vendor, device] = halves(mac);
      claimed.get(vendor)?.delete(device);
    },
    isClaimed: (mac) => {
      const [vendor, device] = halves(mac);
      return claimed.get(vendor)?.has(device) ?? false;
    },
  };
}

function halves(mac: string | number): readonly [vendor: number, device: number] {
  const value = typeof mac === 'number' ? mac : Number.parseInt(mac, 16);
  return [Math.floor(value / 0x100_0000), value % 0x100_0000];
}
