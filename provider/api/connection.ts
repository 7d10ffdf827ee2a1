import { directory, type Directory } from './directory.ts';
import type { Line } from './line.ts';
import { phoneBatches, type PhoneBatches } from './phone-batches.ts';
import { phoneLedger, type PhoneLedger } from './phone-ledger.ts';
import { planNotes, type PlanNotes } from './plan-notes.ts';
import { health } from './retry.ts';
import { slots } from './slots.ts';
import { createClient, type ClientOptions } from '#autoprov';

export type OnConflict = 'fail' | 'replace';

export interface ConnectionOptions extends ClientOptions {
  readonly maxRetries: number;
  readonly maxConcurrentRequests: number;
  readonly batchSize: number;
  readonly onConflict: OnConflict;
}

/** One redirect server and account, as the provider's configuration names it: what every resource works with. */
export interface Connection extends Line {
  /** Without user name or password. */
  readonly endpoint: string;
  readonly username: string;
  readonly onConflict: OnConflict;
  /** Phones that are changed at the same time. */
  readonly batches: PhoneBatches;
  /** What is registered. */
  readonly directory: Directory;
  /** What this apply has done to which phone. */
  readonly phones: PhoneLedger;
  /** What this plan has seen of which phone. */
  readonly planNotes: PlanNotes;
  /** Troubles that were explained to the user already, and with which phone: they are not explained again. */
  readonly explained: Map<string, string>;
}

export function connect(options: ConnectionOptions): Connection {
  const line: Line = {
    client: createClient({ ...options, maxConnections: options.maxConcurrentRequests }),
    secrets: [options.password, Buffer.from(`${options.username}:${options.password}`).toString('base64')],
    maxRetries: options.maxRetries,
    batchSize: options.batchSize,
    width: options.maxConcurrentRequests,
    slots: slots(options.maxConcurrentRequests),
    health: health(),
  };
  return {
    ...line,
    endpoint: options.endpoint,
    username: options.username,
    onConflict: options.onConflict,
    batches: phoneBatches(line),
    directory: directory(line),
    phones: phoneLedger(),
    planNotes: planNotes(),
    explained: new Map(),
  };
}
