import type { CircuitBreaker } from './retry.ts';
import type { Semaphore } from './semaphore.ts';
import type { AutoprovClient } from '#autoprov';

/** One redirect service and account: every call needs it. */
export interface ApiContext {
  readonly client: AutoprovClient;
  /** Secrets of the account, to be redacted if a server repeats them. */
  readonly secrets: readonly string[];
  readonly maxRetries: number;
  /** The maximum number of phones in one request. */
  readonly batchSize: number;
  /** The maximum number of concurrent requests. */
  readonly width: number;
  /** Bounds the number of concurrent requests. */
  readonly semaphore: Semaphore;
  readonly circuitBreaker: CircuitBreaker;
}
