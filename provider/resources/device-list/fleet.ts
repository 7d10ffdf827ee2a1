import { idText, macText } from './mac-number.ts';

/** What a row says of where its phone is sent to; null where the resource's default is meant. */
export interface Destination {
  readonly url: string | null;
  readonly providerName: string | null;
}

/**
 * The phones of a `devices` text, by MAC, in arrays side by side: at a million phones an object for each would be some
 * hundred megabytes. What many rows share is kept once.
 */
export interface Fleet {
  readonly size: number;
  /** Ascending; see mac-number.ts. */
  readonly macs: Float64Array;
  /** The ID's 16 bits, or {@link NO_ID}. Secret. */
  readonly ids: Int32Array;
  /** Where each phone is sent to: an index into `destinations`. */
  readonly destinationOf: Uint32Array;
  readonly destinations: readonly Destination[];
  /** The line of the text that each phone is on, from 1. */
  readonly lines: Uint32Array;
}

/** In the place of an ID that is not known. */
export const NO_ID = -1;

/** The MAC of the phone at a place. */
export const macAt = ({ macs }: Pick<Fleet, 'macs'>, at: number): string => macText(macs[at] ?? 0);

/** The MAC-ID of the phone at a place, or its MAC where the ID is not known. `id` where another one is known. */
export function macIdAt(fleet: Pick<Fleet, 'macs' | 'ids'>, at: number, id = fleet.ids[at] ?? NO_ID): string {
  const mac = macAt(fleet, at);
  return id === NO_ID ? mac : `${mac}-${idText(id)}`;
}

/** The place of a MAC, or -1 where it is not among them. */
export function placeOf({ macs }: Pick<Fleet, 'macs'>, mac: number): number {
  let low = 0;
  let high = macs.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = macs[middle] ?? 0;
    if (found === mac) return middle;
    if (found < mac) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** True where both say the same of the same phones, in whatever order and spelling they were written. */
export function sameFleet(a: Fleet, b: Fleet): boolean {
  if (a === b) return true;
  if (a.size !== b.size) return false;
  const same = sameDestinations(a, b);
  for (let at = 0; at < a.size; at++) {
    if (a.macs[at] !== b.macs[at] || a.ids[at] !== b.ids[at]) return false;
    if (!same(a.destinationOf[at] ?? 0, b.destinationOf[at] ?? 0)) return false;
  }
  return true;
}

/** Compares destinations of two fleets by their indices; neighbours most often have the same. */
function sameDestinations(a: Fleet, b: Fleet): (left: number, right: number) => boolean {
  let lastLeft = -1;
  let lastRight = -1;
  return (left, right) => {
    if (left === lastLeft && right === lastRight) return true;
    const mine = a.destinations[left];
    const theirs = b.destinations[right];
    if (mine?.url !== theirs?.url || mine?.providerName !== theirs?.providerName) return false;
    lastLeft = left;
    lastRight = right;
    return true;
  };
}
