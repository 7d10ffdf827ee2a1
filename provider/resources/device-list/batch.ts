import { NO_ID } from './fleet.ts';
import { idText, macText } from './mac-number.ts';
import type { RedirectTarget } from '#autoprov';

/** Phones in arrays side by side, by any order; the same places mean the same phone. */
export interface Phones {
  readonly macs: Float64Array;
  /** The IDs that they are registered with, or NO_ID. */
  readonly ids: Int32Array;
  /** The IDs that they were registered with before. */
  readonly formerIds: Int32Array;
}

/**
 * Phones that take one step together: from one registration to another, from none to one, or from one to none. Turned
 * round, it is the step back.
 */
export interface Batch {
  readonly from: RedirectTarget | null;
  readonly to: RedirectTarget | null;
  readonly phones: Phones;
}

export const sizeOf = ({ phones }: Pick<Batch, 'phones'>): number => phones.macs.length;

// Loops: Array.from and TypedArray.from with a function take several times as long, for each phone of a million.

export function macsOf({ macs }: Phones): string[] {
  const texts: string[] = [];
  for (const mac of macs) texts.push(macText(mac));
  return texts;
}

/** The MAC-IDs to register them with; a MAC where the ID is not known. */
export function macIdsOf({ macs, ids }: Phones): string[] {
  const texts: string[] = [];
  for (let place = 0; place < macs.length; place++) {
    const mac = macText(macs[place] ?? 0);
    const id = ids[place] ?? NO_ID;
    texts.push(id === NO_ID ? mac : `${mac}-${idText(id)}`);
  }
  return texts;
}

/** Those at these places. */
export function pick({ macs, ids, formerIds }: Phones, places: readonly number[]): Phones {
  const size = places.length;
  const picked = { macs: new Float64Array(size), ids: new Int32Array(size), formerIds: new Int32Array(size) };
  for (let index = 0; index < size; index++) {
    const place = places[index] ?? 0;
    picked.macs[index] = macs[place] ?? 0;
    picked.ids[index] = ids[place] ?? NO_ID;
    picked.formerIds[index] = formerIds[place] ?? NO_ID;
  }
  return picked;
}

/** The step back. */
export const inverse = ({ from, to, phones }: Batch): Batch => ({
  from: to,
  to: from,
  phones: { macs: phones.macs, ids: phones.formerIds, formerIds: phones.ids },
});

/** A text that two steps share exactly when they can be taken together. */
export const stepKey = (from: RedirectTarget | null, to: RedirectTarget | null): string =>
  JSON.stringify([from?.url, from?.providerName, to?.url, to?.providerName]);
