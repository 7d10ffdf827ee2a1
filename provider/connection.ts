import { createClient, type AutoprovClient, type ClientOptions } from '../autoprov/index.ts';
import { phoneLedger, type PhoneLedger } from './phone-ledger.ts';
import { slots, type Slots } from './slots.ts';

export type OnConflict = 'fail' | 'replace';

export interface ConnectionOptions extends ClientOptions {
  readonly maxRetries: number;
  readonly maxConcurrentRequests: number;
  readonly batchSize: number;
  readonly onConflict: OnConflict;
}

/** One redirect server and account, as the provider's configuration names it: what every resource works with. */
export interface Connection {
  readonly client: AutoprovClient;
  /** Without user name or password. */
  readonly endpoint: string;
  readonly username: string;
  readonly maxRetries: number;
  readonly onConflict: OnConflict;
  /** How many requests may be under way at once. */
  readonly slots: Slots;
  /** What this apply has done to which phone. */
  readonly phones: PhoneLedger;
}

export const connect = (options: ConnectionOptions): Connection => ({
  client: createClient({ ...options, maxConnections: options.maxConcurrentRequests }),
  endpoint: options.endpoint,
  username: options.username,
  maxRetries: options.maxRetries,
  onConflict: options.onConflict,
  slots: slots(options.maxConcurrentRequests),
  phones: phoneLedger(),
});
