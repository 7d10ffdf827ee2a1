/** What several measurements of one thing come to. In the unit in which they were given. */
export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly count: number;
}

/** The median is what counts: other work on the machine makes a few measurements longer, and never one shorter. */
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

/** How long some work takes, in milliseconds. */
export async function timed(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/**
 * Measures rivals in turns, so that what else the machine does meets all of them alike; each round begins with another
 * one. A rival measures itself and returns its figure, or several by name.
 *
 * @param rivals by name
 * @param rounds how often each is measured
 * @param warmUp rounds before those, which do not count
 * @returns the samples of each, in the order of the rounds
 */
export async function inTurns<Name extends string, Sample>(
  rivals: Readonly<Record<Name, () => Promise<Sample> | Sample>>,
  rounds: number,
  { warmUp = 0, onRound }: { warmUp?: number; onRound?: (round: number) => void } = {},
): Promise<Record<Name, Sample[]>> {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- Object.keys forgets the type of the names
  const names = Object.keys(rivals) as Name[];
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- Object.fromEntries forgets them too
  const samples = Object.fromEntries(names.map((name) => [name, [] as Sample[]])) as Record<Name, Sample[]>;
  for (let round = -warmUp; round < rounds; round += 1) {
    if (round >= 0) onRound?.(round + 1);
    for (const name of rotated(names, round + warmUp)) {
      const sample = await rivals[name]();
      if (round >= 0) samples[name].push(sample);
    }
  }
  return samples;
}

/** The same list, beginning `by` places further on: who goes first in round `by`. */
export function rotated<T>(list: readonly T[], by: number): readonly T[] {
  const start = list.length === 0 ? 0 : by % list.length;
  return [...list.slice(start), ...list.slice(0, start)];
}
