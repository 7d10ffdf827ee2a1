import { createClient, type AutoprovClient, type ClientOptions } from '../../autoprov/index.ts';
import { phoneLedger, type PhoneLedger } from './phone-ledger.ts';
import { health, type Health } from './retry.ts';
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
  /** What of the account must not be shown, should a server repeat it. */
  readonly secrets: readonly string[];
  readonly maxRetries: number;
  readonly onConflict: OnConflict;
  /** How many requests may be under way at once. */
  readonly slots: Slots;
  /** What this apply has done to which phone. */
  readonly phones: PhoneLedger;
  readonly health: Health;
  /** Troubles that were explained to the user already, and with which phone: they are not explained again. */
  readonly explained: Map<string, string>;
}

export const connect = (options: ConnectionOptions): Connection => ({
  client: createClient({ ...options, maxConnections: options.maxConcurrentRequests }),
  endpoint: options.endpoint,
  username: options.username,
  secrets: [options.password, Buffer.from(`${options.username}:${options.password}`).toString('base64')],
  maxRetries: options.maxRetries,
  onConflict: options.onConflict,
  slots: slots(options.maxConcurrentRequests),
  phones: phoneLedger(),
  health: health(),
  explained: new Map(),
});
