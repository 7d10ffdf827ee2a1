import type { ApiContext } from './api-context.ts';
import { deviceLocks, type DeviceLocks } from './device-locks.ts';
import { phoneBatches, type PhoneBatches } from './phone-batches.ts';
import { planSession, type PlanSession } from './plan-session.ts';
import { registrationCache, type RegistrationCache } from './registration-cache.ts';
import { circuitBreaker } from './retry.ts';
import { semaphore } from './semaphore.ts';
import { createClient, type ClientOptions } from '#autoprov';

/** What to do with a phone that the account has registered with another target. */
export type OnConflict = 'fail' | 'replace';

export interface ConnectionOptions extends ClientOptions {
  readonly maxRetries: number;
  readonly maxConcurrentRequests: number;
  readonly batchSize: number;
  readonly onConflict: OnConflict;
}

/** One redirect service and account, as the provider's configuration names them: every resource works with it. */
export interface Connection extends ApiContext {
  /** The URL, without user name and password. */
  readonly endpoint: string;
  readonly username: string;
  readonly onConflict: OnConflict;
  /** Batches the changes of single phones. */
  readonly batches: PhoneBatches;
  readonly registrationCache: RegistrationCache;
  readonly locks: DeviceLocks;
  readonly planSession: PlanSession;
  /** Errors that were explained to the user already, each with its phone: the next phone's error refers to that. */
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
