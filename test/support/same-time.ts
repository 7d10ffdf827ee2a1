/** How often a measurement of each kind is taken before the times are compared, and how many comparisons there may be. */
export interface Rounds {
  readonly turns: number;
  readonly rounds: number;
}

/**
 * Compares how long work of several kinds takes. The shortest times count, because other load only adds to them. If they
 * differ after a round, another round is added: with more measurements each comes closer to the time that the work itself
 * takes, so that only a real difference stays.
 *
 * @param measure does the work once and returns how long it took, in milliseconds; `turn` differs in each call for a kind
 * @param limit by how many times the kinds may differ
 * @returns the shortest times of all rounds until they are alike
 */
export async function shortestTimes<Kind extends string>(
  kinds: readonly Kind[],
  measure: (kind: Kind, turn: number) => Promise<number>,
  limit: number,
  { turns, rounds }: Rounds,
): Promise<ReadonlyMap<Kind, number>> {
  const shortest = new Map<Kind, number>();
  for (let round = 0; round < rounds; round++) {
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
