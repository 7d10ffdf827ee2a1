import { macIdText, macText, NO_ID, type RedirectTarget } from '#autoprov';

// A million MACs as texts take tens of megabytes, and an object for each phone takes some hundred: so phones are parallel
// arrays of numbers. The loops below are deliberate, because Array.from and TypedArray.from with a function take several
// times as long.

/** Phones in parallel arrays, in any order. */
export interface Phones {
  readonly macs: Float64Array;
  /** The IDs to register them with, or NO_ID. Secret. */
  readonly ids: Int32Array;
  /** The IDs that they were registered with before. */
  readonly formerIds: Int32Array;
}

/** The MACs as texts of 12 hex digits. */
export function macsOf({ macs }: Pick<Phones, 'macs'>): string[] {
  const texts: string[] = [];
  for (const mac of macs) texts.push(macText(mac));
  return texts;
}

/** The MAC-IDs to register them with; the MAC if the ID is unknown. */
export function macIdsOf({ macs, ids }: Pick<Phones, 'macs' | 'ids'>): string[] {
  const texts: string[] = [];
  for (let index = 0; index < macs.length; index++) texts.push(macIdText(macs[index] ?? 0, ids[index] ?? NO_ID));
  return texts;
}

/** The phones at these indices. */
export function pick({ macs, ids, formerIds }: Phones, indices: readonly number[]): Phones {
  const size = indices.length;
  const picked = { macs: new Float64Array(size), ids: new Int32Array(size), formerIds: new Int32Array(size) };
  for (let index = 0; index < size; index++) {
    const from = indices[index] ?? 0;
    picked.macs[index] = macs[from] ?? 0;
    picked.ids[index] = ids[from] ?? NO_ID;
    picked.formerIds[index] = formerIds[from] ?? NO_ID;
  }
  return picked;
}

/** Phones that are registered (`from` is null), deregistered (`to` is null) or moved from one target to another. */
export interface Batch {
  readonly from: RedirectTarget | null;
  readonly to: RedirectTarget | null;
  readonly phones: Phones;
}

export const sizeOf = ({ phones }: Pick<Batch, 'phones'>): number => phones.macs.length;

/** The batch that undoes this one. */
export const inverse = ({ from, to, phones }: Batch): Batch => ({
  from: to,
  to: from,
  phones: { macs: phones.macs, ids: phones.formerIds, formerIds: phones.ids },
});

/** Groups phones by their former and their new target, and cuts the groups into batches. */
export function* batchesOf(
  phones: Phones,
  batchSize: number,
  targetsOf: (index: number) => readonly [from: RedirectTarget | null, to: RedirectTarget | null],
): Generator<Batch> {
  interface Group {
    readonly from: RedirectTarget | null;
    readonly to: RedirectTarget | null;
    readonly indices: number[];
  }
  const groups = new Map<string, Group>();
  let last: Group | undefined;
  for (let index = 0; index < phones.macs.length; index++) {
    const [from, to] = targetsOf(index);
    // Neighbours usually have the same.
    if (last?.from !== from || last.to !== to) {
      const key = JSON.stringify([from?.url, from?.providerName, to?.url, to?.providerName]);
      last = groups.get(key) ?? { from, to, indices: [] };
      groups.set(key, last);
    }
    last.indices.push(index);
  }
  for (const { from, to, indices } of groups.values()) {
    for (let first = 0; first < indices.length; first += batchSize) {
      yield { from, to, phones: pick(phones, indices.slice(first, first + batchSize)) };
    }
  }
}
