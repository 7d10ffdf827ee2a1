import { macIdText, macText, NO_ID } from './mac-number.ts';

/** The redirect target of a row; null stands for the resource's default. */
export interface RowTarget {
  readonly url: string | null;
  readonly providerName: string | null;
}

/**
 * The phones of a device file, sorted by MAC, in parallel arrays: a million objects would take some hundred megabytes.
 * Values that many rows share are stored once.
 */
export interface Fleet {
  readonly size: number;
  /** The values of the MACs' 12 hex digits, ascending. */
  readonly macs: Float64Array;
  /** The ID's 16 bits, or NO_ID. Secret. */
  readonly ids: Int32Array;
  /** The target of each phone: an index into `destinations`. */
  readonly destinationOf: Uint32Array;
  readonly destinations: readonly RowTarget[];
  /** The line of each phone in the text, from 1. */
  readonly lines: Uint32Array;
}

/** A fleet without phones. */
export const emptyFleet: Fleet = {
  size: 0,
  macs: new Float64Array(),
  ids: new Int32Array(),
  destinationOf: new Uint32Array(),
  destinations: [],
  lines: new Uint32Array(),
};

/** The MAC of the phone at an index. */
export const macAt = ({ macs }: Pick<Fleet, 'macs'>, at: number): string => macText(macs[at] ?? 0);

/** The MAC-ID of the phone at an index, or its MAC if the ID is unknown. */
export const macIdAt = ({ macs, ids }: Pick<Fleet, 'macs' | 'ids'>, at: number): string =>
  macIdText(macs[at] ?? 0, ids[at] ?? NO_ID);

/** The index of a MAC, or -1. */
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

/** Whether both contain the same phones with the same targets, in any order and spelling. */
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

/** Compares targets of two fleets by their indices and caches the last result, because neighbours usually share one. */
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
