import { batchesOf, type Changes, type Phones } from '../../api/index.ts';
import type { Difference } from './difference.ts';
import { targetAt, type ResolvedTarget, type ResolvedFleet } from './resolved-fleet.ts';
import { type Fleet, NO_ID, type RedirectTarget } from '#autoprov';

export interface ChangesRequest {
  readonly prior: ResolvedFleet;
  readonly next: ResolvedFleet;
  readonly difference: Difference;
  /** The maximum number of phones in one request. */
  readonly batchSize: number;
  /** The current target of a phone of the prior fleet if the state does not contain it. */
  readonly formerTarget: (mac: number) => RedirectTarget | undefined;
}

/** The difference as batches, which are created on demand. */
export function changesOf({ prior, next, difference, batchSize, formerTarget }: ChangesRequest): Changes {
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
    registers: batchesOf(phonesOf(next.fleet, registers), batchSize, (place) => [null, toOf(registers[place] ?? 0)]),
    moves: batchesOf(changedPhones(prior.fleet, next.fleet, changesFrom, changes), batchSize, (place) => [
      fromOf(changesFrom[place] ?? 0),
      toOf(changes[place] ?? 0),
    ]),
    deregisters: batchesOf(phonesOf(prior.fleet, deregisters), batchSize, (place) => [
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
  const picked = { macs: new Float64Array(indices.length), ids: new Int32Array(indices.length) };
  indices.forEach((index, place) => {
    picked.macs[place] = macs[index] ?? 0;
    picked.ids[place] = ids[index] ?? NO_ID;
  });
  return { ...picked, formerIds: picked.ids };
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
