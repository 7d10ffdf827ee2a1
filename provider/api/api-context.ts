import type { Clock } from './clock.ts';
import type { CircuitBreaker } from './retry-policy.ts';
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
  readonly maxConcurrentRequests: number;
  /** One slot for each concurrent request. */
  readonly semaphore: Semaphore;
  readonly circuitBreaker: CircuitBreaker;
  readonly clock: Clock;
}
