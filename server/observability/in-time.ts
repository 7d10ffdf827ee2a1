import { setTimeout as pause } from 'node:timers/promises';
import { StorageUnavailableError } from '../storage/index.ts';

/** Prometheus and load balancers give up after 5 to 10 seconds; they should get an answer before. */
const MAX_WAIT_MS = 4000;

/** The result of a database operation. @throws StorageUnavailableError also if it takes too long */
export async function inTime<T>(operation: Promise<T>): Promise<T> {
  const settled = new AbortController();
  const late = pause(MAX_WAIT_MS, undefined, { signal: settled.signal, ref: false }).then(() => {
    throw new StorageUnavailableError(`the database did not answer within ${MAX_WAIT_MS / 1000} s`);
  });
  try {
    return await Promise.race([operation, late]);
  } finally {
    // Ends the timer. Its rejection is expected.
    late.catch(() => undefined);
    settled.abort();
  }
}
