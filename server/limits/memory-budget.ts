import { totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import { createFairSemaphore, type OnGone, type Permit } from './fair-semaphore.ts';

/**
 * The heap that a request takes for each byte of its body: a list of 450,000 phones has 15 MB and takes 200 MB, from the
 * decoded values to the outcomes of the phones (`npm run attacks -- memory`). Other documents take less.
 */
const HEAP_PER_BODY_BYTE = 14;
/**
 * The longest head (16 KiB) and the objects of Node.js and fastify (4 KiB measured), rounded up. It counts because a client
 * can pipeline any number of requests.
 */
const HEAP_PER_REQUEST = 24 * 1024;
/** The share of the heap that the bodies of all requests may take. The rest is for everything else. */
const SHARE_OF_HEAP = 0.7;
/** A provisioner's program can send a few lists at a time. */
const MAX_WAITING_PER_ACCOUNT = 32;
/** Short enough for a client that waits for an answer, long enough for a list of 100,000 phones to be registered. */
const MAX_WAIT_MS = 10_000;

/** The memory that the server may spend on bodies that accounts have sent, and on their answers. */
export interface MemoryBudget {
  /**
   * Reserves the memory for a body of this length when it is the account's turn; one account gets at most half of all.
   * Only authenticated requests may reserve it, so that clients without an account cannot use it up.
   *
   * @throws BusyError when it is not the account's turn within ten seconds
   */
  reserve(accountId: number, bodyBytes: number, onGone?: OnGone): Promise<Permit>;
}

/** @param heapBytes the limit of the heap; by default that of this process (`--max-old-space-size`) */
export function createMemoryBudget(heapBytes = heapLimit()): MemoryBudget {
  const capacity = heapBytes * SHARE_OF_HEAP;
  const memory = createFairSemaphore<number>({
    capacity,
    capacityPerKey: capacity / 2,
    maxWaitingPerKey: MAX_WAITING_PER_ACCOUNT,
    maxWaitMs: MAX_WAIT_MS,
    reason: 'too many long requests are in progress',
  });
  return {
    reserve: (accountId, bodyBytes, onGone) =>
      memory.acquire(accountId, HEAP_PER_REQUEST + bodyBytes * HEAP_PER_BODY_BYTE, onGone),
  };
}

/** The most that Node.js takes by default, however much memory there is. */
const MAX_DEFAULT_HEAP_BYTES = 4 * 1024 ** 3;

/**
 * The limit of this process's heap. Bun has none, and reports ten times the memory of its start
 * (https://github.com/oven-sh/bun/pull/34924), so there it is what Node.js would take.
 */
function heapLimit(): number {
  if (process.versions['bun'] === undefined) return getHeapStatistics().heap_size_limit;
  const constrained = process.constrainedMemory();
  const memory = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
  return Math.min(memory / 2, MAX_DEFAULT_HEAP_BYTES);
}
