import { pick, stepKey, type Batch, type Phones } from './batch.ts';
import type { Difference } from './difference.ts';
import { NO_ID, type Fleet } from './fleet.ts';
import { targetAt, type ResolvedTarget, type ResolvedFleet } from './resolved-fleet.ts';
import type { RedirectTarget } from '#autoprov';

/** The changes, in this order: those that may fail for a phone's own reasons come before phones are deregistered. */
export interface Steps {
  readonly registers: Iterable<Batch>;
  readonly changes: Iterable<Batch>;
  readonly deregisters: Iterable<Batch>;
}

export interface StepsRequest {
  readonly prior: ResolvedFleet;
  readonly next: ResolvedFleet;
  readonly difference: Difference;
  /** The maximum number of phones in one request. */
  readonly batchSize: number;
  /** The current target of a phone of the prior fleet if the state does not contain it. */
  readonly formerTarget: (mac: number) => RedirectTarget | undefined;
}

/** The difference as batches, each with one former and one new target. Batches are created on demand. */
export function stepsOf({ prior, next, difference, batchSize, formerTarget }: StepsRequest): Steps {
  const { registers, changes, changesFrom, deregisters } = difference;
  const target = targetsOf(next);
  const former = targetsOf(prior);
  const fromOf = (was: number): RedirectTarget => former(was) ?? formerTarget(prior.fleet.macs[was] ?? 0) ?? NO_TARGET;
  const toOf = (at: number): RedirectTarget => {
    const found = target(at);
    if (!found) throw new Error('the URL of a phone is unknown at apply');
    return found;
  };
  return {
    registers: batches(phonesOf(next.fleet, registers), batchSize, (place) => [null, toOf(registers[place] ?? 0)]),
    changes: batches(changedPhones(prior.fleet, next.fleet, changesFrom, changes), batchSize, (place) => [
      fromOf(changesFrom[place] ?? 0),
      toOf(changes[place] ?? 0),
    ]),
    deregisters: batches(phonesOf(prior.fleet, deregisters), batchSize, (place) => [
      fromOf(deregisters[place] ?? 0),
      null,
    ]),
  };
}

/** The former target of a phone that is not registered any more. Restoring it would be refused. */
const NO_TARGET: RedirectTarget = { url: '', providerName: '' };

/** Each target is created once, so that phones with the same target share one object. */
function targetsOf(placed: ResolvedFleet): (index: number) => RedirectTarget | undefined {
  const byPlace = new Map<ResolvedTarget, RedirectTarget | undefined>();
  return (index) => {
    const place = targetAt(placed, index);
    if (!byPlace.has(place)) {
      byPlace.set(place, place.url === undefined ? undefined : { url: place.url, providerName: place.providerName });
    }
    return byPlace.get(place);
  };
}

function phonesOf({ macs, ids }: Fleet, indices: Uint32Array): Phones {
  const own = new Int32Array(indices.length);
  const theirs = new Float64Array(indices.length);
  indices.forEach((index, place) => {
    theirs[place] = macs[index] ?? 0;
    own[place] = ids[index] ?? NO_ID;
  });
  return { macs: theirs, ids: own, formerIds: own };
}

/** Either ID serves if only one is known: an import leaves a bare MAC, and a row may be shortened to it. */
function changedPhones(prior: Fleet, next: Fleet, from: Uint32Array, to: Uint32Array): Phones {
  const after = phonesOf(next, to);
  const before = phonesOf(prior, from);
  return {
    macs: after.macs,
    ids: after.ids.map((id, place) => (id === NO_ID ? (before.ids[place] ?? NO_ID) : id)),
    formerIds: before.ids.map((id, place) => (id === NO_ID ? (after.ids[place] ?? NO_ID) : id)),
  };
}

/** Groups phones by their former and their new target, and cuts the groups into batches. */
export function* batches(
  phones: Phones,
  batchSize: number,
  stepOf: (place: number) => readonly [from: RedirectTarget | null, to: RedirectTarget | null],
): Generator<Batch> {
  interface Group {
    readonly from: RedirectTarget | null;
    readonly to: RedirectTarget | null;
    readonly places: number[];
  }
  const groups = new Map<string, Group>();
  let last: Group | undefined;
  for (let place = 0; place < phones.macs.length; place++) {
    const [from, to] = stepOf(place);
    // Neighbours usually have the same.
    if (last?.from !== from || last.to !== to) {
      const key = stepKey(from, to);
      last = groups.get(key) ?? { from, to, places: [] };
      groups.set(key, last);
    }
    last.places.push(place);
  }
  for (const { from, to, places } of groups.values()) {
    for (let first = 0; first < places.length; first += batchSize) {
      yield { from, to, phones: pick(phones, places.slice(first, first + batchSize)) };
    }
  }
}
