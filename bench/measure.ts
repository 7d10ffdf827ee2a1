/** A summary of samples, in their unit. */
export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly count: number;
}

/** The median, because other load makes a few samples longer and none shorter. */
export function summarize(samples: readonly number[]): Summary {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (index: number): number => {
    const sample = sorted[index];
    if (sample === undefined) throw new Error('nothing was measured');
    return sample;
  };
  const middle = (sorted.length - 1) / 2;
  return {
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    min: at(0),
    max: at(sorted.length - 1),
    count: sorted.length,
  };
}

/** The duration of some work in milliseconds. */
export async function timed(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/**
 * Measures candidates alternately, so that other load affects all of them alike; each round begins with another one. A
 * candidate measures itself and returns its sample.
 *
 * @param candidates by name
 * @param rounds the number of samples of each
 * @param warmUp additional rounds before them, which are discarded
 * @returns the samples of each, in the order of the rounds
 */
export async function inTurns<Name extends string, Sample>(
  candidates: Readonly<Record<Name, () => Promise<Sample> | Sample>>,
  rounds: number,
  { warmUp = 0, onRound }: { warmUp?: number; onRound?: (round: number) => void } = {},
): Promise<Record<Name, Sample[]>> {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- Object.keys forgets the type of the names
  const names = Object.keys(candidates) as Name[];
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- Object.fromEntries forgets them too
  const samples = Object.fromEntries(names.map((name) => [name, [] as Sample[]])) as Record<Name, Sample[]>;
  for (let round = -warmUp; round < rounds; round += 1) {
    if (round >= 0) onRound?.(round + 1);
    for (const name of rotated(names, round + warmUp)) {
      const sample = await candidates[name]();
      if (round >= 0) samples[name].push(sample);
    }
  }
  return samples;
}

/** The list rotated by `by` positions: the order of round `by`. */
export function rotated<T>(list: readonly T[], by: number): readonly T[] {
  const start = list.length === 0 ? 0 : by % list.length;
  return [...list.slice(start), ...list.slice(0, start)];
}
