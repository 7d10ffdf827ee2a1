import type { ApiContext } from './api-context.ts';
import { type CallContext, PLAN_WARNING_TIMEOUT_MS } from './attempt.ts';
import { pause } from './clock.ts';
import {
  check,
  LIST_PATIENCE_MS,
  listDevices,
  unlessUnsupported,
  type Checked,
  type Refused,
  type Registrations,
} from './lookup.ts';
import type { MacId, Registration } from '#autoprov';

// A plan reads each phone in a call of its own. For one or two phones checks are cheapest, for more of them one shared list.
// If the list takes long, phones are checked alongside.

/** How long a reader waits for others before it checks its phone alone. An engine starts its first reads within it. */
const GATHER_MS = 8;

/** From this many readers on, a list costs no more than checks. */
const MIN_READERS = 3;

/** How long a list is valid. A plan of several thousand phones takes half a minute. */
const MAX_AGE_MS = 60_000;

/** The registrations of our own account, read with few calls. */
export interface RegistrationCache {
  /** The phone's registration. A phone that is missing from the list is checked. @throws CallError */
  get(phone: MacId, context: CallContext): Promise<Checked | Refused>;
  /**
   * The same for a warning, about a phone that is probably not registered: a phone that is missing from the list counts as
   * not registered, and nothing is retried. @throws CallError
   */
  peek(phone: MacId, context: CallContext): Promise<Checked | Refused>;
  /** Invalidates the phone's entry, because this provider is about to change it. */
  invalidate(mac: string): void;
}

/** A list that has been requested. */
interface Listing {
  /** Undefined if the server does not support lists. */
  readonly rows: Promise<Registrations | undefined>;
  /** Phones that this provider has changed since the request. */
  readonly changed: Set<string>;
  /** When it expires, in ms of the clock. */
  readonly expires: number;
  readonly isRetried: boolean;
  hasArrived: boolean;
  /** Whether it takes so long that readers no longer wait for it. */
  isLate: boolean;
  /** Ends its retries, but not a request in flight. */
  readonly interrupt: (reason: unknown) => void;
  readonly abandon: () => void;
}

export function registrationCache(api: ApiContext): RegistrationCache {
  const { clock } = api;
  let listing: Listing | undefined;
  let readers = 0;
  let readersSoFar = 0;
  let cancelAbandon = (): void => undefined;
  const areMany = Promise.withResolvers<true>();

  /**
   * Runs the work of one reader. If the reader is interrupted meanwhile, so are the retries of the list; the signal of a
   * finished call does not matter. A late list without readers is abandoned.
   */
  const read = async <T>({ signal }: CallContext, work: () => Promise<T>): Promise<T> => {
    const interrupt = (): void => listing?.interrupt(signal.reason);
    readers++;
    cancelAbandon();
    signal.addEventListener('abort', interrupt, { once: true });
    try {
      return await work();
    } finally {
      signal.removeEventListener('abort', interrupt);
      if (--readers === 0 && listing?.isLate) cancelAbandon = clock.after(LIST_PATIENCE_MS, abandonLate);
    }
  };

  const abandonLate = (): void => {
    if (listing?.hasArrived !== false) return;
    listing.abandon();
    // A later reader needs another one.
    listing = undefined;
  };

  /** Lets readers wait a moment for others. Once there are many, later readers do not wait. */
  const isWantedByMany = async (): Promise<boolean> => {
    if (++readersSoFar >= MIN_READERS) areMany.resolve(true);
    return Promise.race([areMany.promise, pause(clock, GATHER_MS).then(() => false)]);
  };

  /** The list, if there is one or it is worth reading; undefined if the phone is to be checked alone. */
  const currentListing = async (context: CallContext): Promise<Listing | undefined> => {
    if (listing && clock.now() > listing.expires) listing = undefined;
    if (listing === undefined && !(await isWantedByMany())) return undefined;
    const current = (listing ??= requestList(api, context));
    if (!current.hasArrived && (current.isLate || !(await settlesInTime(api, current.rows)))) {
      current.isLate = true;
      return undefined;
    }
    return current;
  };

  /** The rows of a list. A list that failed is discarded. */
  const rowsOf = async (current: Listing): Promise<Registrations | undefined> => {
    try {
      return await current.rows;
    } catch (error) {
      if (listing === current) listing = undefined;
      throw error;
    }
  };

  return {
    get: (phone, context) =>
      read(context, async () => {
        const current = await currentListing(context);
        // The failure of a list that was not retried must not fail a read, which is.
        const rows = current && (await (current.isRetried ? rowsOf(current) : rowsOf(current).catch(() => undefined)));
        const registration = current?.changed.has(phone.mac) ? undefined : rows?.get(phone.mac);
        return registration ? { ok: true, registration } : check(api, phone, context);
      }),
    peek: (phone, context) =>
      read(context, async () => {
        // A warning is not worth waiting for after an interrupt.
        const once: CallContext = {
          ...context,
          retryPolicy: 'single attempt',
          timeoutMs: PLAN_WARNING_TIMEOUT_MS,
          abandoned: context.signal,
        };
        const current = await currentListing(once);
        const rows = current && (await rowsOf(current));
        if (!rows || current.changed.has(phone.mac)) return check(api, phone, once);
        return { ok: true, registration: rows.get(phone.mac) };
      }),
    invalidate: (mac) => void listing?.changed.add(mac),
  };
}

function requestList(api: ApiContext, context: CallContext): Listing {
  const abandoned = new AbortController();
  const interrupted = new AbortController();
  const listing: Listing = {
    rows: listDevices(api, [], { ...context, signal: interrupted.signal, abandoned: abandoned.signal })
      .then(byMac)
      .catch(unlessUnsupported)
      .finally(() => (listing.hasArrived = true)),
    changed: new Set(),
    expires: api.clock.now() + MAX_AGE_MS,
    isRetried: context.retryPolicy !== 'single attempt',
    hasArrived: false,
    isLate: false,
    interrupt: (reason) => {
      interrupted.abort(reason);
      if (context.retryPolicy === 'single attempt') abandoned.abort();
    },
    abandon: () => {
      abandoned.abort();
    },
  };
  // It may fail while no reader waits for it.
  listing.rows.catch(() => undefined);
  return listing;
}

const byMac = (registrations: readonly Registration[]): Registrations =>
  new Map(registrations.map((registration) => [registration.mac, registration]));

/** Whether a list succeeds or fails before phones are checked alongside. */
async function settlesInTime({ clock }: ApiContext, rows: Promise<unknown>): Promise<boolean> {
  const settled = new AbortController();
  const end = (): void => {
    settled.abort();
  };
  rows.then(end, end);
  return !(await pause(clock, LIST_PATIENCE_MS, settled.signal));
}
