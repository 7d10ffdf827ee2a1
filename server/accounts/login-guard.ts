import { RateLimiterMemory } from 'rate-limiter-flexible';

/** Limits the rate of password guesses. */
export interface LoginGuard {
  /**
   * Milliseconds until `name` may be tried from the address `from`; undefined when it may be tried now. With `known`, the
   * password was right before, and guesses by others at the same address are ignored.
   */
  blockedFor(name: string, from: string, known: boolean): Promise<number | undefined>;
  /** Counts a wrong password. */
  failed(name: string, from: string): Promise<void>;
}

const WINDOW_SECONDS = 15 * 60;
/** Wrong passwords per name and address in a window: more than a person who has forgotten it would try. */
const MAX_PER_NAME = 10;
/** Wrong passwords per address in a window: enough for an office behind one address. */
const MAX_PER_ADDRESS = 100;

/**
 * Counts per name and address, so that an attacker cannot lock users out from another address, and per address, against
 * guessing many names. The counts belong to this process: n instances allow n times as many guesses.
 */
export function createLoginGuard(): LoginGuard {
  const byName = new RateLimiterMemory({ points: MAX_PER_NAME, duration: WINDOW_SECONDS });
  const byAddress = new RateLimiterMemory({ points: MAX_PER_ADDRESS, duration: WINDOW_SECONDS });
  const pair = (name: string, from: string): string => JSON.stringify([name, from]);
  return {
    blockedFor: async (name, from, known) => {
      const [pairState, addressState] = await Promise.all([
        byName.get(pair(name, from)),
        known ? null : byAddress.get(from),
      ]);
      const waits = [
        pairState !== null && pairState.consumedPoints >= MAX_PER_NAME ? pairState.msBeforeNext : 0,
        addressState !== null && addressState.consumedPoints >= MAX_PER_ADDRESS ? addressState.msBeforeNext : 0,
      ];
      const wait = Math.max(...waits);
      return wait > 0 ? wait : undefined;
    },
    failed: async (name, from) => {
      await Promise.all([byName.penalty(pair(name, from)), byAddress.penalty(from)]);
    },
  };
}
