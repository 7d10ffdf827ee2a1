import { NO_ID } from './fleet.ts';
import { idText, macText } from './mac-number.ts';

/** What a phone is registered with. */
export interface Spot {
  /** As it goes over the wire. */
  readonly url: string;
  readonly providerName: string;
}

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
  readonly from: Spot | null;
  readonly to: Spot | null;
  readonly phones: Phones;
}

export const sizeOf = ({ phones }: Pick<Batch, 'phones'>): number => phones.macs.length;

export const macsOf = ({ macs }: Phones): string[] => Array.from(macs, macText);

/** The MAC-IDs to register them with; a MAC where the ID is not known. */
export const macIdsOf = ({ macs, ids }: Phones): string[] =>
  Array.from(macs, (mac, place) => {
    const id = ids[place] ?? NO_ID;
    return id === NO_ID ? macText(mac) : `${macText(mac)}-${idText(id)}`;
  });

/** Those at these places. */
export const pick = ({ macs, ids, formerIds }: Phones, places: readonly number[]): Phones => ({
  macs: Float64Array.from(places, (place) => macs[place] ?? 0),
  ids: Int32Array.from(places, (place) => ids[place] ?? NO_ID),
  formerIds: Int32Array.from(places, (place) => formerIds[place] ?? NO_ID),
});

/** The step back. */
export const turned = ({ from, to, phones }: Batch): Batch => ({
  from: to,
  to: from,
  phones: { macs: phones.macs, ids: phones.formerIds, formerIds: phones.ids },
});

export const sameSpot = (a: Spot | null, b: Spot | null): boolean =>
  a?.url === b?.url && a?.providerName === b?.providerName;

/** A text that two steps share exactly when they can be taken together. */
export const stepKey = (from: Spot | null, to: Spot | null): string =>
  JSON.stringify([from?.url, from?.providerName, to?.url, to?.providerName]);
