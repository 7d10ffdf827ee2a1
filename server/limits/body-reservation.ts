import type { OnGone } from './fair-semaphore.ts';
import type { MemoryBudget } from './memory-budget.ts';

/** Bodies of unknown length (chunked) reserve this much at first, and the longest body if they turn out to be longer. */
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
  let permit = await budget.reserve(accountId, covered, onGone);
  let isReleased = false;
  const reserveWhole = async (): Promise<void> => {
    covered = maxBytes;
    // Requests that kept what they have while they wait for more could wait for each other.
    permit.release();
    permit = await budget.reserve(accountId, maxBytes, onGone);
    if (isReleased) permit.release();
  };
  return {
    cover: (receivedBytes) => (receivedBytes <= covered || covered === maxBytes ? undefined : reserveWhole()),
    release: () => {
      isReleased = true;
      permit.release();
    },
  };
}
