import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Row } from './row.ts';

const folder = join(import.meta.dirname, 'results');

/** A description of the machine that identifies nobody. */
export const machine = () => ({
  cores: availableParallelism(),
  memoryGiB: Math.round(totalmem() / 1024 ** 3),
  platform: `${process.platform} ${process.arch}`,
  node: process.version,
});

/** Writes `bench/results/NAME.json` and returns its path, relative to the project. */
export function writeResults(name: string, rows: readonly Row[]): string {
  mkdirSync(folder, { recursive: true });
  const results = {
    name,
    measuredAt: new Date().toISOString().slice(0, 10),
    machine: machine(),
    rows: rows.map(rounded),
  };
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(results, null, 2)}\n`);
  return `bench/results/${name}.json`;
}

const rounded = (row: Row): Row => ({
  ...row,
  value: digits(row.value),
  peer: row.peer === null ? null : digits(row.peer),
  ratio: row.ratio === null ? null : digits(row.ratio),
  ...(row.executable !== undefined && {
    executable: {
      value: digits(row.executable.value),
      ratio: row.executable.ratio === null ? null : digits(row.executable.ratio),
      toBundle: digits(row.executable.toBundle),
    },
  }),
});

const digits = (value: number): number => Number(value.toPrecision(4));
