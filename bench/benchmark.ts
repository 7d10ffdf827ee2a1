import type { Row } from './row.ts';

/** One benchmark of the product: `npm run bench -- NAME`. */
export interface Benchmark {
  readonly name: string;
  /** What is measured and against what, in one line. */
  readonly about: string;
  /** Measures. `report` takes a line of news for whoever waits; the rows are what is kept. */
  run(report: (line: string) => void): Promise<readonly Row[]>;
}
