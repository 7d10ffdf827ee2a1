import type { ApiContext } from './api-context.ts';
import { deviceLocks, type DeviceLocks } from './device-locks.ts';
import { phoneBatches, type PhoneBatches } from './phone-batches.ts';
import { planSession, type PlanSession } from './plan-session.ts';
import { registrationCache, type RegistrationCache } from './registration-cache.ts';
import { circuitBreaker } from './retry.ts';
import { semaphore } from './semaphore.ts';
import { createClient, type ClientOptions } from '#autoprov';

export type OnConflict = 'fail' | 'replace';

export interface ConnectionOptions extends ClientOptions {
  readonly maxRetries: number;
  readonly maxConcurrentRequests: number;
  readonly batchSize: number;
  readonly onConflict: OnConflict;
}

/** One redirect server and account, as the provider's configuration names it: what every resource works with. */
export interface Connection extends ApiContext {
  /** Without user name or password. */
  readonly endpoint: string;
  readonly username: string;
  readonly onConflict: OnConflict;
  /** Phones that are changed at the same time. */
  readonly batches: PhoneBatches;
  /** What is registered. */
  readonly registrationCache: RegistrationCache;
  /** What this apply has done to which phone. */
  readonly locks: DeviceLocks;
  /** What this plan has seen of which phone. */
  readonly planSession: PlanSession;
  /** Troubles that were explained to the user already, and with which phone: they are not explained again. */
  readonly explained: Map<string, string>;
}

export function connect(options: ConnectionOptions): Connection {
  const api: ApiContext = {
    client: createClient({ ...options, maxConnections: options.maxConcurrentRequests }),
    secrets: [options.password, Buffer.from(`${options.username}:${options.password}`).toString('base64')],
    maxRetries: options.maxRetries,
    batchSize: options.batchSize,
    width: options.maxConcurrentRequests,
    semaphore: semaphore(options.maxConcurrentRequests),
    circuitBreaker: circuitBreaker(),
  };
  return {
    ...api,
    endpoint: options.endpoint,
    username: options.username,
    onConflict: options.onConflict,
    batches: phoneBatches(api),
    registrationCache: registrationCache(api),
    locks: deviceLocks(),
    planSession: planSession(),
    explained: new Map(),
  };
}
