/** How often a measurement of each kind is taken before the times are compared, and how many comparisons there may be. */
export interface Rounds {
  readonly turns: number;
  readonly rounds: number;
}

/**
 * Compares how long work of several kinds takes. The shortest time of a round counts, because other load only adds to it,
 * and a round with different times is repeated: a difference by chance does not recur in every round, a real one does.
 *
 * @param measure does the work once and returns how long it took, in milliseconds; `turn` differs in each call for a kind
 * @param limit by how many times the kinds may differ
 * @returns the shortest times of the last round: those of the first round in which they are alike, if there is one
 */
export async function shortestTimes<Kind extends string>(
  kinds: readonly Kind[],
  measure: (kind: Kind, turn: number) => Promise<number>,
  limit: number,
  { turns, rounds }: Rounds,
): Promise<ReadonlyMap<Kind, number>> {
  let shortest = new Map<Kind, number>();
  for (let round = 0; round < rounds; round++) {
    shortest = new Map();
    for (let turn = 0; turn < turns; turn++) {
      // Let each go first equally often, so that other load affects all alike.
      for (let place = 0; place < kinds.length; place++) {
        const kind = kinds[(turn + place) % kinds.length];
        if (kind === undefined) continue;
        const took = await measure(kind, round * turns + turn);
        shortest.set(kind, Math.min(took, shortest.get(kind) ?? Number.POSITIVE_INFINITY));
      }
    }
    if (spread(shortest) < limit) break;
  }
  return shortest;
}

/** How many times longer the longest time is than the shortest. */
export const spread = (times: ReadonlyMap<string, number>): number =>
  Math.max(...times.values()) / Math.min(...times.values());
