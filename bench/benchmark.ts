import type { Row } from './row.ts';

/** One benchmark of the product: `npm run bench -- NAME`. */
export interface Benchmark {
  readonly name: string;
  /** One line: what is measured and compared with what. */
  readonly about: string;
  /** Measures and returns the rows; `report` prints progress. */
  run(report: (line: string) => void): Promise<readonly Row[]>;
}
