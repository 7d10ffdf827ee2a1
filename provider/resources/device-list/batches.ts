import { pick, stepKey, type Batch, type Phones, type Spot } from './batch.ts';
import type { Difference } from './difference.ts';
import { NO_ID, type Fleet } from './fleet.ts';
import { targetAt, type Place, type ResolvedFleet } from './resolved-fleet.ts';

/** What is to be done, in this order: what can fail for a phone's own reasons comes before what takes phones away. */
export interface Steps {
  readonly registers: Iterable<Batch>;
  readonly changes: Iterable<Batch>;
  readonly deregisters: Iterable<Batch>;
}

export interface StepsRequest {
  readonly prior: ResolvedFleet;
  readonly next: ResolvedFleet;
  readonly difference: Difference;
  /** How many phones one request may carry. */
  readonly batchSize: number;
  /** What a phone of the prior fleet is registered with, where its place does not say it. */
  readonly formerSpot: (mac: number) => Spot | undefined;
}

/** The difference in batches, each with phones of one URL and name; made as they are asked for. */
export function stepsOf({ prior, next, difference, batchSize, formerSpot }: StepsRequest): Steps {
  const { registers, changes, changesFrom, deregisters } = difference;
  const target = spots(next);
  const former = spots(prior);
  const fromOf = (was: number): Spot => former(was) ?? formerSpot(prior.fleet.macs[was] ?? 0) ?? nowhereToBeSeen;
  const toOf = (at: number): Spot => {
    const spot = target(at);
    if (!spot) throw new Error('a URL that is not known at apply');
    return spot;
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

/** Where a phone was that the server does not know any more: putting it back there would be refused. */
const nowhereToBeSeen: Spot = { url: '', providerName: '' };

/** Each place's spot is made once, so that spots of one place are one object. */
function spots(placed: ResolvedFleet): (index: number) => Spot | undefined {
  const byPlace = new Map<Place, Spot | undefined>();
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

/** Either ID will do where only one is known: a bare MAC is what an import has left, or what a row was shortened to. */
function changedPhones(prior: Fleet, next: Fleet, from: Uint32Array, to: Uint32Array): Phones {
  const after = phonesOf(next, to);
  const before = phonesOf(prior, from);
  return {
    macs: after.macs,
    ids: after.ids.map((id, place) => (id === NO_ID ? (before.ids[place] ?? NO_ID) : id)),
    formerIds: before.ids.map((id, place) => (id === NO_ID ? (after.ids[place] ?? NO_ID) : id)),
  };
}

/** Groups phones by what they come from and go to, and cuts the groups into batches. */
export function* batches(
  phones: Phones,
  batchSize: number,
  stepOf: (place: number) => readonly [from: Spot | null, to: Spot | null],
): Generator<Batch> {
  interface Group {
    readonly from: Spot | null;
    readonly to: Spot | null;
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
