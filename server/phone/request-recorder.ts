import { mapInSlices } from '../event-loop/index.ts';
import { networkOf } from '../guess-limits/index.ts';
import { shownText } from '../http/index.ts';
import type {
  PhoneRegistration,
  PhoneRequest,
  PhoneRequestStore,
  RefusalOutcome,
  UnregisteredPhone,
} from '../storage/index.ts';
import { deviceIdOf } from './device-id.ts';
import { normalisePath } from './path.ts';
import { expandRedirectUrl } from '#autoprov';

/**
 * Records the last redirected and the last refused request of each phone. No phone waits for it: requests are kept in memory
 * and written in batches.
 */
export interface PhoneRequestRecorder {
  /** Records the request of a registered phone. `refusal` is the reason if it was not redirected. */
  registered(
    registration: Pick<PhoneRegistration, 'mac' | 'accountId' | 'url'>,
    request: { readonly path: string; readonly from: string; readonly refusal?: RefusalOutcome | undefined },
  ): void;
  /** Records the request of a phone that is not registered. */
  unregistered(mac: string, from: string): void;
  /** Writes the remaining requests. Later ones are not written. */
  stop(): Promise<void>;
}

export interface RecorderOptions {
  readonly store: Pick<PhoneRequestStore, 'record'>;
  /** Whether the server replaces the placeholders in redirect URLs. */
  readonly placeholders: 'expand' | 'keep';
  /** Called with the error of the first of several failed writes. */
  readonly onFailure: (error: unknown) => void;
  readonly now?: () => Date;
  /** Runs a function later, without keeping the process alive; returns what cancels it. */
  readonly after?: (ms: number, run: () => void) => () => void;
}

/** The time between the starts of two writes. A crash loses the requests of this time. */
const WRITE_INTERVAL_MS = 1000;
/**
 * Registered phones kept in memory, redirected and refused ones each: more than ask within a second. While the database is
 * down, further phones are dropped. Refused requests, which anyone can send, never take the place of redirected ones.
 */
const MAX_REGISTERED = 10_000;
/** Unregistered phones kept in memory. Anyone can make up their MACs. */
const MAX_UNREGISTERED = 1000;
const MAX_UNREGISTERED_PER_NETWORK = 100;
/** The longest address, IPv6 with a zone; a proxy may pass on any text. */
const MAX_ADDRESS_LENGTH = 64;

interface Entry {
  readonly registration: Pick<PhoneRegistration, 'mac' | 'accountId' | 'url'>;
  readonly path: string;
  readonly from: string;
  readonly refusal: RefusalOutcome | undefined;
  readonly at: Date;
}

/** The last requests by MAC. */
type Entries = Map<string, Entry>;

interface UnregisteredEntry extends UnregisteredPhone {
  readonly network: string;
}

/** A recorder for one server process. Of several requests of one phone with the same kind of outcome, the last one counts. */
export function createPhoneRequestRecorder(options: RecorderOptions): PhoneRequestRecorder {
  const { store, placeholders, onFailure, now = () => new Date(), after = afterTimeout } = options;
  let redirected: Entries = new Map();
  let refused: Entries = new Map();
  let unregistered = createUnregistered();
  /** Cancels the timer, which runs until the next write may start. */
  let cancel: (() => void) | undefined;
  let writing: Promise<void> | undefined;
  let isFailing = false;
  let isStopped = false;

  const toRequest = ({ registration, path, from, refusal, at }: Entry): PhoneRequest => {
    const { mac, accountId } = registration;
    const asked = { mac, accountId, at, from: shownText(from, MAX_ADDRESS_LENGTH) };
    if (refusal !== undefined) return { ...asked, outcome: refusal };
    if (placeholders === 'keep') return { ...asked, outcome: 'redirected', url: registration.url };
    const deviceId = deviceIdOf(normalisePath(path)) ?? '%DVID';
    const url = expandRedirectUrl(registration.url, { mac, deviceId });
    return { ...asked, outcome: url.includes('%DVID') ? 'model_unknown' : 'redirected', url };
  };

  const write = async (): Promise<void> => {
    const [right, wrong, phones] = [redirected, refused, unregistered];
    redirected = new Map();
    refused = new Map();
    unregistered = createUnregistered();
    try {
      const requests = await mapInSlices([...right.values(), ...wrong.values()], toRequest);
      await store.record(requests, phones.all().map(shown));
      isFailing = false;
    } catch (error) {
      if (!isFailing) onFailure(error);
      isFailing = true;
      // Retry them with the next write, unless the phone has asked again meanwhile.
      putBack(right, redirected);
      putBack(wrong, refused);
      for (const phone of phones.all()) if (!unregistered.has(phone.mac)) unregistered.add(phone);
    }
  };

  const isEmpty = (): boolean => redirected.size === 0 && refused.size === 0 && unregistered.isEmpty();

  const wake = (): void => {
    if (!isStopped && cancel === undefined && writing === undefined && !isEmpty()) cancel = after(0, startWrite);
  };

  const startWrite = (): void => {
    cancel = after(WRITE_INTERVAL_MS, () => {
      cancel = undefined;
      wake();
    });
    writing = write().finally(() => {
      writing = undefined;
      wake();
    });
  };

  return {
    registered: (registration, { path, from, refusal }) => {
      const { mac } = registration;
      const entries = refusal === undefined ? redirected : refused;
      if (entries.size >= MAX_REGISTERED && !entries.has(mac)) return;
      entries.set(mac, { registration, path, from, refusal, at: now() });
      wake();
    },
    unregistered: (mac, address) => {
      unregistered.add({ mac, at: now(), from: address, network: networkOf(address) });
      wake();
    },
    stop: async () => {
      isStopped = true;
      cancel?.();
      await writing;
      if (!isEmpty()) await write();
    },
  };
}

/** Returns entries that were not written to those for the next write, up to the limit. */
function putBack(unwritten: Entries, next: Entries): void {
  for (const [mac, entry] of unwritten) if (!next.has(mac) && next.size < MAX_REGISTERED) next.set(mac, entry);
}

function afterTimeout(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms).unref();
  return () => clearTimeout(timer);
}

const shown = (phone: UnregisteredEntry): UnregisteredEntry => ({
  ...phone,
  from: shownText(phone.from, MAX_ADDRESS_LENGTH),
  network: shownText(phone.network, MAX_ADDRESS_LENGTH),
});

/** Unregistered phones by MAC: a bounded number, in total and per network. */
function createUnregistered() {
  const phones = new Map<string, UnregisteredEntry>();
  const networks = new Map<string, number>();
  return {
    isEmpty: (): boolean => phones.size === 0,
    has: (mac: string): boolean => phones.has(mac),
    all: (): readonly UnregisteredEntry[] => [...phones.values()],
    add: (phone: UnregisteredEntry): void => {
      const { mac, network } = phone;
      if (phones.has(mac)) {
        phones.set(mac, { ...phone, network: phones.get(mac)?.network ?? network });
        return;
      }
      const count = networks.get(network) ?? 0;
      if (phones.size >= MAX_UNREGISTERED || count >= MAX_UNREGISTERED_PER_NETWORK) return;
      networks.set(network, count + 1);
      phones.set(mac, phone);
    },
  };
}
