import { Registry } from '@prometheus-io/client';

/** Bucket bounds in seconds. Most responses take milliseconds; listing a large fleet takes seconds. */
const bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Name, help and labels as Prometheus shows them. */
export interface DurationOptions<Labels> {
  readonly name: string;
  readonly help: string;
  readonly labels: Labels;
}

/** Durations with one series for each combination of labels. */
export interface Durations<Labels> {
  /** @param values the labels' values in order */
  observe(values: { readonly [Index in keyof Labels]: string }, seconds: number): void;
  /** The metrics in the format of Prometheus. */
  text(): Promise<string>;
}

interface Series {
  readonly values: readonly string[];
  /** Observations per bucket; the last bucket has no upper bound. */
  readonly counts: number[];
  sum: number;
}

/** The series whose labels start with the same values. */
interface Branch {
  readonly branches: Map<string, Branch>;
  series: Series | undefined;
}

/**
 * A histogram for the path of each request. The library's own builds a string of the labels for each observation, which cost
 * a twentieth of a phone's login. So the counts are kept here and passed to the library on request, in its format for
 * merging the counts of a cluster.
 */
export function createDurations<const Labels extends readonly string[]>(
  options: DurationOptions<Labels>,
): Durations<Labels> {
  const { name, help, labels } = options;
  const root: Branch = { branches: new Map(), series: undefined };
  const all: Series[] = [];

  const grow = ({ branches }: Branch, value: string): Branch => {
    const branch: Branch = { branches: new Map(), series: undefined };
    branches.set(value, branch);
    return branch;
  };
  const begin = (values: readonly string[]): Series => {
    const series = { values, counts: [...bounds, Infinity].map(() => 0), sum: 0 };
    all.push(series);
    return series;
  };

  /** The lines of one series: cumulative counts, sum and total count. */
  const linesOf = ({ values, counts, sum }: Series) => {
    const own = Object.fromEntries(labels.map((label, index) => [label, values[index] ?? '']));
    let count = 0;
    const buckets = counts.map((more, index) => {
      count += more;
      return { metricName: `${name}_bucket`, labels: { le: bounds[index] ?? '+Inf', ...own }, value: count };
    });
    return [
      ...buckets,
      { metricName: `${name}_sum`, labels: own, value: sum },
      { metricName: `${name}_count`, labels: own, value: count },
    ];
  };

  return {
    observe: (values: readonly string[], seconds) => {
      let branch = root;
      for (const value of values) branch = branch.branches.get(value) ?? grow(branch, value);
      const series = (branch.series ??= begin(values));
      let index = 0;
      while (seconds > (bounds[index] ?? Infinity)) index += 1;
      series.counts[index] = (series.counts[index] ?? 0) + 1;
      series.sum += seconds;
    },
    text: () =>
      Registry.aggregate([
        [{ name, help, type: 'histogram', aggregator: 'sum', values: all.flatMap(linesOf) }],
      ]).metrics(),
  };
}
