import type { ExplainedError } from '../diagnostics/index.ts';
import type { ApiContext } from './api-context.ts';
import { systemClock, type Clock } from './clock.ts';
import { deviceLocks, type DeviceLocks } from './device-locks.ts';
import { planSession, type PlanSession } from './plan-session.ts';
import { readFailures, type ReadFailures } from './read-failures.ts';
import { registrationCache, type RegistrationCache } from './registration-cache.ts';
import { registrationCalls, type RegistrationCalls } from './registration-calls.ts';
import { circuitBreaker } from './retry-policy.ts';
import { semaphore } from './semaphore.ts';
import { createClient, type ClientOptions, type UrlPolicy } from '#autoprov';
import { isKnown, ProviderError, type Unknown } from '#framework';

/** What to do with a phone that the account has registered with another target. */
export type OnConflict = 'fail' | 'replace';

export interface ConnectionOptions extends ClientOptions {
  readonly maxRetries: number;
  readonly maxConcurrentRequests: number;
  readonly batchSize: number;
  readonly onConflict: OnConflict;
  /** The system's unless given. */
  readonly clock?: Clock;
}

/** How calls are sent unless the configuration says otherwise. Ten is the number of resources that an engine works on at once. */
export const defaultLimits = { maxRetries: 4, maxConcurrentRequests: 10, batchSize: 500 } as const;

/** What the provider's configuration gives to every resource. */
export interface ProviderClient {
  /** @throws ProviderError while part of the configuration is unknown */
  readonly connection: () => Connection;
  /** As far as it is known. */
  readonly urlPolicy: UrlPolicy;
}

/** One redirect service and account. */
export interface Connection extends ApiContext {
  /** The URL, without user name and password. */
  readonly endpoint: string;
  readonly username: string;
  readonly onConflict: OnConflict;
  readonly calls: RegistrationCalls;
  readonly registrationCache: RegistrationCache;
  readonly locks: DeviceLocks;
  readonly planSession: PlanSession;
  readonly readFailures: ReadFailures;
  /** The errors that were explained to the user already, by their causes: the next phone's error refers to that. */
  readonly explained: Map<string, ExplainedError>;
}

export function connect({ clock = systemClock, ...options }: ConnectionOptions): Connection {
  const { endpoint, username, password, maxRetries, maxConcurrentRequests, batchSize, onConflict } = options;
  const api: ApiContext = {
    client: createClient({ ...options, maxConnections: maxConcurrentRequests }),
    secrets: [password, Buffer.from(`${username}:${password}`).toString('base64')],
    maxRetries,
    batchSize,
    maxConcurrentRequests,
    semaphore: semaphore(maxConcurrentRequests),
    circuitBreaker: circuitBreaker(clock.now),
    clock,
  };
  return {
    ...api,
    endpoint,
    username,
    onConflict,
    calls: registrationCalls(api),
    registrationCache: registrationCache(api),
    locks: deviceLocks(),
    planSession: planSession(),
    readFailures: readFailures(clock),
    explained: new Map(),
  };
}

/** The connection for a plan; undefined while part of the provider's configuration is unknown. */
export function connectionForPlan(client: ProviderClient): Connection | undefined {
  try {
    return client.connection();
  } catch (error) {
    if (error instanceof ProviderError) return undefined;
    throw error;
  }
}

/** The connection for an apply, which does not repeat the warnings of the plan. */
export function connectionForApply(client: ProviderClient): Connection {
  const connection = client.connection();
  connection.planSession.isApply = true;
  return connection;
}

/** A resource's own `on_conflict`, or else the provider's. */
export function onConflictOf(connection: Connection, own: string | Unknown | null): OnConflict {
  if (!isKnown(own)) return connection.onConflict;
  return own === 'replace' ? 'replace' : 'fail';
}
