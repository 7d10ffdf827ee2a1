import { Registry } from '@prometheus-io/client';

/** In seconds. Most answers take milliseconds; a listing of a large fleet takes seconds. */
const bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** What is measured, as Prometheus shows it. */
export interface DurationOptions<Labels> {
  readonly name: string;
  readonly help: string;
  readonly labels: Labels;
}

/** How long something took, in a series for each combination of labels. */
export interface Durations<Labels> {
  /** @param values of the labels, in their order */
  observe(values: { readonly [Index in keyof Labels]: string }, seconds: number): void;
  /** What Prometheus reads. */
  text(): Promise<string>;
}

interface Series {
  readonly values: readonly string[];
  /** How many took so long and longer than the bound before; the last ones took longer than any. */
  readonly counts: number[];
  sum: number;
}

/** All series whose labels begin with the same values. */
interface Branch {
  readonly branches: Map<string, Branch>;
  series: Series | undefined;
}

/**
 * A histogram that hears of every request. The library's own makes one text of a series' labels each time, to find it by: that
 * and the rest of it cost a phone's login a twentieth of its time. So it is counted here, and handed to the library, in the
 * form in which the processes of a cluster hand it what they counted, when somebody asks.
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

  /** The lines of one series: how many took no longer than each bound, how long all took together, and how many they were. */
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
