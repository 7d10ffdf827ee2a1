import { pause, type Clock } from './clock.ts';

// An engine reads each resource in a call of its own, and shows each error in a block of its own. If the server is down, all
// reads fail for one reason. So the first read that fails waits for further ones, and reports one error for all of them. The
// others return their state unchanged, which is harmless because the plan fails anyway.

/** The first failure is reported when no other read has failed for this time. An engine needs milliseconds between two reads. */
const QUIET_MS = 300;
/** The maximum time for which the report is held back. */
const MAX_HELD_MS = 5_000;
/** The maximum number of MACs in a message. */
const MAX_MACS = 20;

/** The phones that an error covers. */
export interface FailedPhones {
  readonly count: number;
  /** The first MACs. */
  readonly macs: readonly string[];
}

/** The phones of all failed reads. */
export interface AllFailedPhones extends FailedPhones {
  /** Those of them that failed for another reason than the first read, by that reason. */
  readonly others: ReadonlyMap<string, FailedPhones>;
}

/** The reads of one plan that failed because of the server. */
export interface ReadFailures {
  /** Whether a read has failed already. The plan fails in any case, so the server need not be asked again. */
  readonly hasFailed: boolean;
  /** Whether the first failure was reported already, so that it does not include a further one. */
  readonly isReported: boolean;
  /**
   * Notes a failed read. The first caller waits until no more reads fail, gets the phones of all, and must report one error
   * for them; the others get undefined.
   *
   * @param reason why it failed, in a few words; undefined if the server was not asked any more
   */
  add(phones: FailedPhones, reason: string | undefined, signal: AbortSignal): Promise<AllFailedPhones | undefined>;
}

export function readFailures(clock: Clock): ReadFailures {
  let firstReason: string | undefined;
  let hasFailed = false;
  let isReported = false;
  let all: FailedPhones = { count: 0, macs: [] };
  const others = new Map<string, FailedPhones>();
  return {
    get hasFailed() {
      return hasFailed;
    },
    get isReported() {
      return isReported;
    },
    add: async (phones, reason, signal) => {
      all = together(all, phones);
      if (hasFailed) {
        if (reason !== undefined && reason !== firstReason) {
          others.set(reason, together(others.get(reason) ?? { count: 0, macs: [] }, phones));
        }
        return undefined;
      }
      hasFailed = true;
      firstReason = reason;
      const end = clock.now() + MAX_HELD_MS;
      for (let before = -1; before < all.count && clock.now() < end && !signal.aborted;) {
        before = all.count;
        await pause(clock, QUIET_MS, signal);
      }
      isReported = true;
      return { ...all, others };
    },
  };
}

const together = (a: FailedPhones, b: FailedPhones): FailedPhones => ({
  count: a.count + b.count,
  macs: [...a.macs, ...b.macs.slice(0, MAX_MACS - a.macs.length)],
});
