import type { TestServer } from '../../../support/server.ts';

/** A row of the table that `npm run attacks` prints, which is also a test. */
export interface Attack {
  /** The fault that the attack once exploited, as in `password hashes without a bound`. */
  readonly fault: string;
  /** What an attack of this size sends, as in `200 wrong passwords at once`. */
  readonly sent: (size: number) => string;
  /** The size in `npm run attacks`; the tests use `smallSize`. */
  readonly size: number;
  readonly smallSize: number;
  /** The database of the server; by default SQLite. */
  readonly database?: 'SQLite' | 'PostgreSQL';
  /** More arguments for `serve`. */
  readonly args?: readonly string[];
  /** Prepares the server before anything is measured: accounts, phones, an inventory. */
  readonly prepare?: (server: TestServer) => Promise<void>;
  /** Attacks, and resolves with a short form of the server's answers. */
  readonly run: (server: TestServer, size: number) => Promise<string>;
  /** The answers of a server that resists an attack of this size. */
  readonly answer: (size: number) => RegExp;
}

/** The number of answers by status, as in `401 × 10, 429 × 190`. */
export function tallyOf(statuses: readonly number[]): string {
  const counts = Map.groupBy(statuses, (status) => status);
  return [...counts]
    .sort(([left], [right]) => left - right)
    .map(([status, { length }]) => `${status} × ${length}`)
    .join(', ');
}

/** Runs `work` for 0 to `count` - 1, at most `width` at a time. Returns the results in order. */
export async function inParallel<Result>(
  count: number,
  width: number,
  work: (index: number) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      const index = next++;
      results[index] = await work(index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, count) }, worker));
  return results;
}
