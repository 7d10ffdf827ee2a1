import type { OnGone, Permit } from './fair-semaphore.ts';
import type { MemoryBudget } from './memory-budget.ts';

/** Bodies of unknown length (chunked) reserve this much at first, and the longest body when they turn out to be longer. */
const FIRST_BYTES = 64 * 1024;

/** The memory that one request has reserved for its body. */
export interface BodyReservation {
  /** Reserves the memory for the bytes received so far; undefined if they are covered. @throws BusyError */
  readonly cover: (receivedBytes: number) => Promise<void> | undefined;
  readonly release: () => void;
}

export interface BodyOptions {
  readonly accountId: number;
  /** The declared length; undefined for a chunked body. */
  readonly declaredBytes: number | undefined;
  readonly maxBytes: number;
  readonly onGone: OnGone;
}

/**
 * Reserves memory for the body of a request before it is read.
 *
 * @throws BusyError
 */
export async function reserveForBody(budget: MemoryBudget, options: BodyOptions): Promise<BodyReservation> {
  const { accountId, declaredBytes, maxBytes, onGone } = options;
  let covered = Math.min(declaredBytes ?? FIRST_BYTES, maxBytes);
  const first = await budget.reserve(accountId, covered, onGone);
  let rest: Permit | undefined;
  let isReleased = false;
  const reserveRest = async (): Promise<void> => {
    const bytes = maxBytes - covered;
    covered = maxBytes;
    rest = await budget.reserve(accountId, bytes, onGone);
    if (isReleased) rest.release();
  };
  return {
    cover: (receivedBytes) => (receivedBytes <= covered || covered === maxBytes ? undefined : reserveRest()),
    release: () => {
      isReleased = true;
      first.release();
      rest?.release();
    },
  };
}
