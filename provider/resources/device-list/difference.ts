import { sameTarget, type ResolvedTarget, type ResolvedFleet } from './resolved-fleet.ts';
import { NO_ID } from '#autoprov';

/** The difference of two fleets, as indices into their arrays, sorted by MAC. */
export interface Difference {
  /** New phones (indices of the next fleet). */
  readonly registers: Uint32Array;
  /** Phones with another URL, name or ID (indices of the next fleet). */
  readonly changes: Uint32Array;
  /** The same phones in the same order (indices of the prior fleet). */
  readonly changesFrom: Uint32Array;
  /** Removed phones (indices of the prior fleet). */
  readonly deregisters: Uint32Array;
  /** The number of phones whose ID becomes known, which needs no request. */
  readonly identified: number;
}

/** Compares two fleets by what is sent to the server. */
export function difference(prior: ResolvedFleet, next: ResolvedFleet): Difference {
  const [before, after] = [prior.fleet, next.fleet];
  const registers = list(after.size);
  const changes = list(after.size);
  const changesFrom = list(before.size);
  const deregisters = list(before.size);
  const same = samePlaces(prior.places, next.places);
  let identified = 0;

  let at = 0;
  let was = 0;
  while (at < after.size || was < before.size) {
    const mac = at < after.size ? (after.macs[at] ?? 0) : Infinity;
    const formerMac = was < before.size ? (before.macs[was] ?? 0) : Infinity;
    if (mac < formerMac) registers.add(at++);
    else if (formerMac < mac) deregisters.add(was++);
    else {
      const id = after.ids[at] ?? NO_ID;
      const formerId = before.ids[was] ?? NO_ID;
      const otherId = id !== NO_ID && formerId !== NO_ID && id !== formerId;
      if (otherId || !same(before.destinationOf[was] ?? 0, after.destinationOf[at] ?? 0)) {
        changes.add(at);
        changesFrom.add(was);
      } else if (id !== NO_ID && formerId === NO_ID) identified++;
      at++;
      was++;
    }
  }
  return {
    registers: registers.all(),
    changes: changes.all(),
    changesFrom: changesFrom.all(),
    deregisters: deregisters.all(),
    identified,
  };
}

/** Whether no request is needed. */
export const isNothing = ({ registers, changes, deregisters }: Difference): boolean =>
  registers.length + changes.length + deregisters.length === 0;

/** Whether IDs become known, and no request is needed. */
export const onlyIdentifies = (difference: Difference): boolean => isNothing(difference) && difference.identified > 0;

/** Indices in order of arrival, at most `most` of them. */
function list(most: number) {
  const array = new Uint32Array(most);
  let length = 0;
  return {
    add: (index: number) => {
      array[length++] = index;
    },
    // Copied, to release the unused capacity.
    all: () => array.slice(0, length),
  };
}

/** Compares by indices and caches the last result, because neighbours usually have the same target. */
function samePlaces(
  prior: readonly ResolvedTarget[],
  next: readonly ResolvedTarget[],
): (was: number, is: number) => boolean {
  let last: readonly [number, number, boolean] = [-1, -1, false];
  return (was, is) => {
    if (last[0] === was && last[1] === is) return last[2];
    const [a, b] = [prior[was], next[is]];
    last = [was, is, a !== undefined && b !== undefined && sameTarget(a, b)];
    return last[2];
  };
}
