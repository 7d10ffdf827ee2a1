import { setTimeout as wait } from 'node:timers/promises';
import type { ApiContext } from './api-context.ts';
import type { CallContext } from './attempt.ts';
import { check, type Phone, type Refused } from './check.ts';
import { exceptFaults, listDevices } from './lookup.ts';
import type { Registration } from '#autoprov';

// A plan reads each phone in a call of its own. For one or two phones checkDevice is the cheapest, for more of them one
// listDevices; how long a list is nobody knows before it has come, so checks go on where it takes long.

/** How long a reader waits for others, in milliseconds, before it asks for its phone alone. */
const WINDOW = 8;

/** So many readers make a list worth while. */
const MANY = 3;

/** How long a list may take, in milliseconds, before phones are asked for one by one beside it. */
const PATIENCE = 250;

/** How long a list is believed, in milliseconds: a plan of some thousand phones takes half a minute. */
const FRESH = 60_000;

/** A list that nobody waits for any more is given up after this time, in milliseconds. */
const IDLE = 1_000;

export type Found = { readonly ok: true; readonly registration: Registration | undefined } | Refused;

/** What our own account has registered, as the server tells it, asked for with few calls. */
export interface RegistrationCache {
  /** The phone's registration; one that is missing from the list was asked for by checkDevice too. @throws CallError */
  find(phone: Phone, calling: CallContext): Promise<Found>;
  /**
   * The same for a phone that most likely is not registered, and where nothing hangs on it: one that the list lacks is
   * taken for not registered, and nothing is repeated. @throws CallError
   */
  glance(phone: Phone, calling: CallContext): Promise<Found>;
  /** The phone is about to be changed from here: what was listed of it is no longer believed. */
  forget(mac: string): void;
}

/** A list on its way, or here. */
interface Listing {
  /** Undefined where the server has none that can be read. */
  readonly rows: Promise<ReadonlyMap<string, Registration> | undefined>;
  /** Phones that were changed from here since it was asked for. */
  readonly changed: Set<string>;
  /** Until when it is believed, in milliseconds of performance.now(). */
  readonly until: number;
  /** Asked for by a glance, and so not repeated. */
  readonly once: boolean;
  here: boolean;
  /** It takes so long that nobody waits for it any more. */
  late: boolean;
  /** Ends its waiting, not a request under way. */
  interrupt(reason: unknown): void;
  giveUp(): void;
}

export function registrationCache(api: ApiContext): RegistrationCache {
  let listing: Listing | undefined;
  const readers = waitingReaders();
  const attendance = attended(() => {
    if (listing?.late && !listing.here) listing.giveUp();
  });

  /** Whoever is interrupted while it reads, interrupts the list; the signal of a reader that is done tells nothing. */
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

  /** The list, where there is one or it is worth while; undefined where this phone is to be asked for alone. */
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

  /** A list that failed is nobody's list. */
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
  // Nobody may be waiting for it when it fails.
  listing.rows.catch(() => undefined);
  return listing;
}

/** Where readers wait a moment for others. Once many have come, all who come later know that they are many. */
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

/** Runs readers' work, and `left` when there has been none for a while. */
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

/** True where it has come, or failed, by then. */
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
