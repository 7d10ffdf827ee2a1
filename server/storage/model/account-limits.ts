import { createFairSemaphore, type FairSemaphore } from '../../limits/index.ts';

/** Limits of the work of accounts, so that no account delays or locks out another, or the phones. Keys are accounts. */
export interface AccountLimits {
  /** Listings in progress. Each holds a snapshot of the database for as long as its client reads. */
  readonly listings: FairSemaphore<number>;
  /** Searches, counts and other reads of an unknown number of rows. */
  readonly searches: FairSemaphore<number>;
  /** Registrations and deregistrations. */
  readonly changes: FairSemaphore<number>;
}

/** How much a database does at a time. One account gets at most half of each. */
export interface DatabaseCapacity {
  /** One search is kept for accounts whose searches are short. */
  readonly searches: number;
  readonly listings: number;
  /** In any unit. */
  readonly changes: number;
}

/** An account can have a hundred clients, as a script with many threads; those beyond its share of the listings wait until an earlier one has ended. */
const MAX_WAITING_LISTINGS = 128;
/** Longer than a client that stalls is tolerated (http/slow-readers.ts), so that a stalled one is cut off first. */
const LISTING_WAIT_MS = 45_000;
/** A page of the portal makes six reads; some twenty pages of one account may wait. */
const MAX_WAITING_SEARCHES = 120;
/** The searches of an account with a million phones take longer, those of one with ten thousand do not. */
const SHORT_SEARCH_MS = 250;
/** As many callers as one provisioner may have. */
const MAX_WAITING_CHANGES = 1000;
/** By then, people and programs have given up. */
const WAIT_MS = 30_000;

export function createAccountLimits(capacity: DatabaseCapacity): AccountLimits {
  const half = (all: number): number => Math.ceil(all / 2);
  return {
    listings: createFairSemaphore({
      capacity: capacity.listings,
      capacityPerKey: half(capacity.listings),
      maxWaitingPerKey: MAX_WAITING_LISTINGS,
      maxWaitMs: LISTING_WAIT_MS,
      reason: 'too many listings are being read',
    }),
    searches: createFairSemaphore({
      capacity: capacity.searches,
      capacityPerKey: half(capacity.searches),
      maxWaitingPerKey: MAX_WAITING_SEARCHES,
      maxWaitMs: WAIT_MS,
      reason: 'too many searches are in progress',
      reserve: { weight: 1, forHoldsBelowMs: SHORT_SEARCH_MS },
    }),
    changes: createFairSemaphore({
      capacity: capacity.changes,
      capacityPerKey: half(capacity.changes),
      maxWaitingPerKey: MAX_WAITING_CHANGES,
      maxWaitMs: WAIT_MS,
      reason: 'too many changes are in progress',
    }),
  };
}

/** Runs the work of an account when it is its turn. */
export async function inTurn<T>(
  semaphore: FairSemaphore<number>,
  accountId: number,
  work: () => Promise<T>,
  weight = 1,
): Promise<T> {
  const permit = await semaphore.acquire(accountId, weight);
  try {
    return await work();
  } finally {
    permit.release();
  }
}

/** The pages of a listing of an account, which starts when it is its turn. */
export async function* pagesInTurn<Page>(
  { listings }: AccountLimits,
  accountId: number,
  pages: () => AsyncIterable<Page>,
): AsyncGenerator<Page> {
  const permit = await listings.acquire(accountId);
  try {
    yield* pages();
  } finally {
    permit.release();
  }
}
