import { NO_ID } from './fleet.ts';
import { idText, macText } from './mac-number.ts';
import type { RedirectTarget } from '#autoprov';

/** Phones in parallel arrays, in any order. */
export interface Phones {
  readonly macs: Float64Array;
  /** The IDs to register them with, or NO_ID. Secret. */
  readonly ids: Int32Array;
  /** The IDs that they were registered with before. */
  readonly formerIds: Int32Array;
}

/** Phones that are registered (`from` is null), deregistered (`to` is null) or moved from one target to another. */
export interface Batch {
  readonly from: RedirectTarget | null;
  readonly to: RedirectTarget | null;
  readonly phones: Phones;
}

export const sizeOf = ({ phones }: Pick<Batch, 'phones'>): number => phones.macs.length;

// These are loops because Array.from and TypedArray.from with a function take several times as long for a million phones.

export function macsOf({ macs }: Phones): string[] {
  const texts: string[] = [];
  for (const mac of macs) texts.push(macText(mac));
  return texts;
}

/** The MAC-IDs to register them with; the MAC if the ID is unknown. */
export function macIdsOf({ macs, ids }: Phones): string[] {
  const texts: string[] = [];
  for (let place = 0; place < macs.length; place++) {
    const mac = macText(macs[place] ?? 0);
    const id = ids[place] ?? NO_ID;
    texts.push(id === NO_ID ? mac : `${mac}-${idText(id)}`);
  }
  return texts;
}

/** The phones at these indices. */
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

/** The batch that undoes this one. */
export const inverse = ({ from, to, phones }: Batch): Batch => ({
  from: to,
  to: from,
  phones: { macs: phones.macs, ids: phones.formerIds, formerIds: phones.ids },
});

/** Changes with the same key can share a batch. */
export const stepKey = (from: RedirectTarget | null, to: RedirectTarget | null): string =>
  JSON.stringify([from?.url, from?.providerName, to?.url, to?.providerName]);
