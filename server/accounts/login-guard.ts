import { RateLimiterMemory } from 'rate-limiter-flexible';

/** Slows down who guesses passwords: it counts wrong ones, and says how long to wait. */
export interface LoginGuard {
  /**
   * Milliseconds to wait before this name may be tried from there again; undefined when it may be now. `known`: name and
   * password have been right before, so what others behind the same address have guessed does not count.
   */
  blockedFor(name: string, from: string, known: boolean): Promise<number | undefined>;
  /** A password was wrong. */
  failed(name: string, from: string): Promise<void>;
}

const windowSeconds = 15 * 60;
/** So many wrong passwords for one name from one address: a person who has forgotten it tries fewer. */
const perName = 10;
/** So many from one address for all names: an office behind one address has more people, and more forgetful ones. */
const perAddress = 100;

/**
 * Counts by name and address together, so that nobody can lock others out of their account from elsewhere; and by address
 * alone, for those who try many names. In this process only: with several instances there are so many times as many guesses.
 */
export function createLoginGuard(): LoginGuard {
  const byName = new RateLimiterMemory({ points: perName, duration: windowSeconds });
  const byAddress = new RateLimiterMemory({ points: perAddress, duration: windowSeconds });
  const pair = (name: string, from: string): string => JSON.stringify([name, from]);
  return {
    blockedFor: async (name, from, known) => {
      const [pairState, addressState] = await Promise.all([
        byName.get(pair(name, from)),
        known ? null : byAddress.get(from),
      ]);
      const waits = [
        pairState !== null && pairState.consumedPoints >= perName ? pairState.msBeforeNext : 0,
        addressState !== null && addressState.consumedPoints >= perAddress ? addressState.msBeforeNext : 0,
      ];
      const wait = Math.max(...waits);
      return wait > 0 ? wait : undefined;
    },
    failed: async (name, from) => {
      await Promise.all([byName.penalty(pair(name, from)), byAddress.penalty(from)]);
    },
  };
}
