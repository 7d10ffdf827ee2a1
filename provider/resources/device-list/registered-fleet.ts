import { findUnlisted, queryRegistrations, type CallContext, type Connection } from '../../api/index.ts';
import { hasUrl, targetAt, type ResolvedTarget, type ResolvedFleet } from './resolved-fleet.ts';
import { collectRoutes, type RoutesOfKind, type ShownTarget } from './route-groups.ts';
import {
  ascending,
  type Fleet,
  hexValue,
  macAt,
  macText,
  NO_ID,
  placeOf,
  type Registration,
  type RowTarget,
} from '#autoprov';

/** The maximum number of provider names to list; with more, all phones are listed. */
const MAX_NAMES = 20;

/** Registrations as a fleet, without IDs. */
export function fleetOf(registrations: Iterable<Registration>): Fleet {
  const macs: number[] = [];
  const destinationOf: number[] = [];
  const destinations: RowTarget[] = [];
  const byUrl = new Map<string, Map<string, number>>();
  for (const { mac, url, providerName } of registrations) {
    const number = hexValue(mac);
    // Ignore rows without a valid MAC.
    if (!Number.isSafeInteger(number)) continue;
    const byName = byUrl.get(url) ?? new Map<string, number>();
    byUrl.set(url, byName);
    const known = byName.get(providerName);
    const destination = known ?? destinations.push({ url, providerName }) - 1;
    if (known === undefined) byName.set(providerName, destination);
    macs.push(number);
    destinationOf.push(destination);
  }
  return inOrder({ macs, destinationOf, destinations });
}

function inOrder(rows: {
  readonly macs: readonly number[];
  readonly destinationOf: readonly number[];
  readonly destinations: readonly RowTarget[];
}): Fleet {
  const size = rows.macs.length;
  const order = ascending(Float64Array.from(rows.macs));
  const macs = new Float64Array(size);
  const destinationOf = new Uint32Array(size);
  for (let at = 0; at < size; at++) {
    const row = order[at] ?? 0;
    macs[at] = rows.macs[row] ?? 0;
    destinationOf[at] = rows.destinationOf[row] ?? 0;
  }
  const { destinations } = rows;
  return {
    size,
    macs,
    ids: new Int32Array(size).fill(NO_ID),
    destinationOf,
    destinations,
    lines: new Uint32Array(size),
  };
}

/** What the last apply left undone. */
export interface Before {
  readonly unmanaged: ReadonlySet<number>;
  /** Whether the phone could not be changed. */
  readonly hasFailed: (mac: number) => boolean;
}

/** The server's registrations of a fleet. */
export interface Seen {
  /** The registered phones with the server's values. */
  readonly fleet: Fleet;
  /** Whether the server has exactly this fleet. */
  readonly asBefore: boolean;
  /** The phones that are still unmanaged; they are not part of the fleet. */
  readonly unmanaged: ReadonlySet<number>;
  /** From the fleet's values to the server's, for phones that are not as in the fleet. */
  readonly drift: readonly RoutesOfKind[];
  /** When a phone of the drift was registered, as the server says. */
  readonly dates: ReadonlyMap<string, string>;
}

/**
 * Reads a fleet from the server: by a listing of its provider names or of all phones, or by checks if these are
 * cheaper. A phone counts as missing only after a check. @throws CallError
 */
export async function readRegistered(
  connection: Connection,
  state: ResolvedFleet,
  before: Before,
  calling: CallContext,
): Promise<Seen> {
  const { fleet } = state;
  if (fleet.size === 0) return { fleet, asBefore: true, unmanaged: new Set(), drift: [], dates: new Map() };
  const names = namesIn(state);
  const first = await queryRegistrations(
    connection,
    { count: fleet.size, macs: () => Array.from(fleet.macs, macText) },
    names,
    calling,
  );
  const found = [[...first.registrations]];
  const sources = found.map(fleetOf);
  const add = (registrations: Iterable<Registration>): void => {
    const rows = [...registrations];
    found.push(rows);
    sources.push(fleetOf(rows));
  };
  const missing = (): number[] =>
    Array.from(fleet.macs.keys()).filter((at) => find(sources, fleet.macs[at] ?? 0) === undefined);
  const missed = first.isComplete ? [] : missing();
  if (missed.length > 0) {
    const sought = { count: missed.length, macs: () => missed.map((at) => macAt(fleet, at)) };
    const second = names.length > 0 ? await queryRegistrations(connection, sought, [], calling) : undefined;
    if (second) add(second.registrations);
    const gone = second?.isComplete ? [] : missing();
    if (gone.length > 0) {
      const others = await findUnlisted(
        connection,
        gone.map((at) => macAt(fleet, at)),
        calling,
      );
      add(others.values());
    }
  }
  const seen = compare(state, sources, before);
  return { ...seen, dates: datesOf(seen.drift, found) };
}

/** The dates of the phones that the drift names. */
function datesOf(drift: Seen['drift'], found: readonly (readonly Registration[])[]): ReadonlyMap<string, string> {
  const wanted = new Set(drift.flatMap(({ groups }) => groups.flatMap(({ macs }) => macs)));
  const dates = new Map<string, string>();
  if (wanted.size === 0) return dates;
  for (const { mac, date } of found.flat()) if (date !== null && wanted.has(mac)) dates.set(mac, date);
  return dates;
}

/**
 * The registrations of some phones of a fleet by MAC number, without certainty: phones that a listing does not contain are
 * not checked. @throws CallError
 */
export async function lookAmong(
  connection: Connection,
  fleet: Fleet,
  places: Uint32Array,
  calling: CallContext,
): Promise<(mac: number) => RowTarget | undefined> {
  const macs = (): string[] => Array.from(places, (at) => macAt(fleet, at));
  const { registrations } = await queryRegistrations(connection, { count: places.length, macs }, [], calling);
  const sources = [fleetOf(registrations)];
  return (mac) => find(sources, mac);
}

/** The provider names of a fleet; empty if there are so many that listing all phones is better. */
function namesIn({ places }: ResolvedFleet): readonly string[] {
  const names = new Set(places.map(({ providerName }) => providerName));
  return names.size > MAX_NAMES ? [] : [...names];
}

function find(sources: readonly Fleet[], mac: number): RowTarget | undefined {
  for (const source of sources) {
    const at = placeOf(source, mac);
    if (at >= 0) return source.destinations[source.destinationOf[at] ?? 0];
  }
  return undefined;
}

function compare(state: ResolvedFleet, sources: readonly Fleet[], before: Before): Omit<Seen, 'dates'> {
  const drift = collectRoutes();
  const shownTarget = shownTargets();
  const unmanaged = new Set<number>();
  const { fleet } = state;
  const destinations: RowTarget[] = [...fleet.destinations];
  const added = new Map<ResolvedTarget, Map<RowTarget, number>>();
  const destinationOf = new Uint32Array(fleet.size);
  const kept: number[] = [];
  let asBefore = true;
  let last: readonly [place: ResolvedTarget, found: RowTarget, same: boolean] | undefined;

  /** The index of the server's target in `destinations`. A default URL stays one, and with it its credentials. */
  const destinationOfFound = (destination: number, place: ResolvedTarget, found: RowTarget): number => {
    const byFound = added.get(place) ?? new Map<RowTarget, number>();
    added.set(place, byFound);
    const known = byFound.get(found);
    if (known !== undefined) return known;
    const url = hasUrl(place, found) ? (fleet.destinations[destination]?.url ?? null) : found.url;
    const index = destinations.push({ url, providerName: found.providerName }) - 1;
    byFound.set(found, index);
    return index;
  };

  for (let at = 0; at < fleet.size; at++) {
    const mac = fleet.macs[at] ?? 0;
    const found = find(sources, mac);
    const place = targetAt(state, at);
    if (found === undefined) {
      asBefore = false;
      if (!before.unmanaged.has(mac) && !before.hasFailed(mac)) drift.add({ mac, from: place });
      continue;
    }
    // Neighbours usually have the same.
    if (last?.[0] !== place || last[1] !== found) last = [place, found, isThere(place, found)];
    let destination = fleet.destinationOf[at] ?? 0;
    if (!last[2] && before.unmanaged.has(mac)) {
      asBefore = false;
      unmanaged.add(mac);
      continue;
    }
    if (!last[2]) {
      asBefore = false;
      if (!before.hasFailed(mac)) drift.add({ mac, from: place, to: shownTarget(found) });
      destination = destinationOfFound(destination, place, found);
    }
    destinationOf[kept.length] = destination;
    kept.push(at);
  }
  if (asBefore) return { fleet, asBefore, unmanaged, drift: [] };
  return {
    asBefore,
    unmanaged,
    drift: drift.result(),
    fleet: {
      size: kept.length,
      macs: Float64Array.from(kept, (at) => fleet.macs[at] ?? 0),
      ids: Int32Array.from(kept, (at) => fleet.ids[at] ?? NO_ID),
      lines: new Uint32Array(kept.length),
      destinationOf: destinationOf.slice(0, kept.length),
      destinations,
    },
  };
}

/** One object for each target of the server, as it is compared by identity. */
function shownTargets(): (found: RowTarget) => ShownTarget {
  const shown = new Map<RowTarget, ShownTarget>();
  return (found) => {
    const known = shown.get(found) ?? { plainUrl: found.url ?? '', providerName: found.providerName ?? '' };
    shown.set(found, known);
    return known;
  };
}

/** Whether a registration matches a target. */
const isThere = (place: ResolvedTarget, found: RowTarget): boolean =>
  found.providerName === place.providerName && hasUrl(place, found);
