import type { CircuitBreaker } from './retry.ts';
import type { Semaphore } from './semaphore.ts';
import type { AutoprovClient } from '#autoprov';

/** The way to one redirect server with one account: what every call needs. */
export interface ApiContext {
  readonly client: AutoprovClient;
  /** What of the account must not be shown, should a server repeat it. */
  readonly secrets: readonly string[];
  readonly maxRetries: number;
  /** How many phones one request may carry at most. */
  readonly batchSize: number;
  /** How many requests may be under way at once. */
  readonly width: number;
  /** Runs a request when there is a place for it. */
  readonly semaphore: Semaphore;
  readonly circuitBreaker: CircuitBreaker;
}
