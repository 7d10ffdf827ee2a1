import { setTimeout as wait } from 'node:timers/promises';
import type { ApiContext } from './api-context.ts';
import type { CallContext } from './attempt.ts';
import { check, type Phone, type Refused } from './check.ts';
import { exceptFaults, listDevices } from './lookup.ts';
import type { Registration } from '#autoprov';

// A plan reads each phone in a call of its own. For one or two phones checkDevice is cheapest, for more of them one
// listDevices. The length of a list is unknown before it has arrived, so checks go on if it takes long.

/** How long a reader waits for others, in ms, before it checks its phone alone. */
const WINDOW = 8;

/** This many readers make a list cheaper than checks. */
const MANY = 3;

/** How long a list may take, in ms, before phones are checked alongside. */
const PATIENCE = 250;

/** How long a list is used, in ms. A plan of several thousand phones takes half a minute. */
const FRESH = 60_000;

/** A list without readers is aborted after this time, in ms. */
const IDLE = 1_000;

export type Found = { readonly ok: true; readonly registration: Registration | undefined } | Refused;

/** The registrations of our own account, read with few calls. */
export interface RegistrationCache {
  /** The phone's registration. A phone that is missing from the list is checked as well. @throws CallError */
  find(phone: Phone, calling: CallContext): Promise<Found>;
  /**
   * The same for a warning, about a phone that is probably not registered: a phone that is missing from the list counts as
   * not registered, and nothing is retried. @throws CallError
   */
  glance(phone: Phone, calling: CallContext): Promise<Found>;
  /** Invalidates the phone's entry, because this provider is about to change it. */
  forget(mac: string): void;
}

/** A list that is being read, or has been. */
interface Listing {
  /** Undefined if the server does not support lists. */
  readonly rows: Promise<ReadonlyMap<string, Registration> | undefined>;
  /** Phones that this provider has changed since the request. */
  readonly changed: Set<string>;
  /** When it expires, in ms of performance.now(). */
  readonly until: number;
  /** Whether `glance` requested it, so that it is not retried. */
  readonly once: boolean;
  here: boolean;
  /** It takes so long that readers no longer wait for it. */
  late: boolean;
  /** Ends its waiting, but not a request in flight. */
  interrupt(reason: unknown): void;
  giveUp(): void;
}

export function registrationCache(api: ApiContext): RegistrationCache {
  let listing: Listing | undefined;
  const readers = waitingReaders();
  const attendance = attended(() => {
    if (listing?.late && !listing.here) listing.giveUp();
  });

  /** Interrupts the list if a reader is interrupted; the signals of readers that are done do not matter. */
  const reading = ({ signal }: CallContext, work: () => Promise<Found>): Promise<Found> =>
    attendance(async () => {
      const hear = (): void => listing?.interrupt(signal.reason);
      signal.addEventListener('abort', hear, { once: true });
      try {
        return await work();
      } finally {
        signal.removeEventListener('abort', hear);
      }
    });

  /** The list, if there is one or it is worth reading; undefined if the phone is to be checked alone. */
  const listed = async (calling: CallContext): Promise<Listing | undefined> => {
    if (listing && performance.now() > listing.until) listing = undefined;
    if (listing === undefined && !(await readers.isWantedByMany())) return undefined;
    const current = (listing ??= startListing(api, calling));
    if (!current.here && (current.late || !(await within(PATIENCE, current.rows)))) {
      current.late = true;
      return undefined;
    }
    return current;
  };

  /** Discards a list that failed. */
  const rowsOf = async (current: Listing): Promise<ReadonlyMap<string, Registration> | undefined> => {
    try {
      return await current.rows;
    } catch (error) {
      if (listing === current) listing = undefined;
      throw error;
    }
  };

  return {
    find: (phone, calling) =>
      reading(calling, async () => {
        const current = await listed(calling);
        const rows = current && (await rowsOf(current).catch(current.once ? () => undefined : rethrow));
        const registration = current?.changed.has(phone.mac) ? undefined : rows?.get(phone.mac);
        return registration ? { ok: true, registration } : check(api, phone, calling);
      }),
    glance: (phone, calling) =>
      reading(calling, async () => {
        const once: CallContext = { ...calling, retryPolicy: 'single attempt' };
        const current = await listed(once);
        const rows = current && (await rowsOf(current));
        if (!rows || current.changed.has(phone.mac)) return check(api, phone, once);
        return { ok: true, registration: rows.get(phone.mac) };
      }),
    forget: (mac) => void listing?.changed.add(mac),
  };
}

function startListing(api: ApiContext, calling: CallContext): Listing {
  const end = new AbortController();
  const interrupted = new AbortController();
  const all = listDevices(api, [], { ...calling, signal: interrupted.signal }, end.signal);
  const listing: Listing = {
    rows: all
      .then((registrations) => new Map(registrations.map((registration) => [registration.mac, registration])))
      .catch(exceptFaults)
      .finally(() => (listing.here = true)),
    changed: new Set(),
    until: performance.now() + FRESH,
    once: calling.retryPolicy === 'single attempt',
    here: false,
    late: false,
    interrupt: (reason) => {
      interrupted.abort(reason);
    },
    giveUp: () => {
      end.abort();
    },
  };
  // It may fail while no reader waits for it.
  listing.rows.catch(() => undefined);
  return listing;
}

/** Lets readers wait a moment for others. Once there are many, later readers do not wait. */
function waitingReaders() {
  const full = Promise.withResolvers<true>();
  let readers = 0;
  return {
    isWantedByMany: async (): Promise<boolean> => {
      if (++readers >= MANY) {
        full.resolve(true);
        return true;
      }
      return (await Promise.race([full.promise, wait(WINDOW)])) ?? false;
    },
  };
}

/** Runs the work of readers, and `left` when there has been none for a while. */
function attended(left: () => void) {
  let readers = 0;
  let timer: NodeJS.Timeout | undefined;
  return async <T>(work: () => Promise<T>): Promise<T> => {
    readers++;
    clearTimeout(timer);
    try {
      return await work();
    } finally {
      if (--readers === 0) timer = setTimeout(left, IDLE).unref();
    }
  };
}

/** Whether the promise has settled within this time. */
async function within(milliseconds: number, coming: Promise<unknown>): Promise<boolean> {
  const end = new AbortController();
  const here = coming.then(
    () => true,
    () => true,
  );
  const tooLate = wait(milliseconds, false, { signal: end.signal }).catch(() => false);
  const result = await Promise.race([here, tooLate]);
  end.abort();
  return result;
}

function rethrow(error: unknown): never {
  throw error;
}
