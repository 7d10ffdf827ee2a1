import { bold, dim, formatDuration, green, red } from '../../../tools/progress.mjs';
import type { Situation } from './situation.ts';

// The table of `npm run situations`, for a terminal of 120 columns.

const WIDTH = 120;
/** The width of a column with an engine's results. */
const COLUMN = 18;
/** The margin of the lines below a row: the width of `expected  `. */
const LABEL = 12;

/** The result of a situation on an engine. */
export interface Cell {
  /** A hyphen if the engine does not have the situation. */
  readonly result: 'holds' | 'FAILS' | '-';
  /** What was seen, or why it does not hold. */
  readonly seen: string;
}

export function printHead(title: string, engines: readonly string[]): void {
  const columns = engines
    .map((engine) => engine.padEnd(COLUMN))
    .join('')
    .trimEnd();
  print(`\n${bold(title.padEnd(firstColumn(engines)))}${columns}`);
}

/** Prints what is done and the results; below them what is expected and what was seen, by engine if that differs. */
export function printRow({ done, holds }: Situation, engines: readonly string[], cells: readonly Cell[]): void {
  const [first = '', ...rest] = wrap(done, firstColumn(engines) - 2);
  const results = cells.map(({ result }) => paint[result](result.padEnd(COLUMN))).join('');
  print(`${first.padEnd(firstColumn(engines))}${results}`);
  for (const line of rest) print(line);
  printBelow('expected', holds);
  const seen = Map.groupBy(
    cells.map((cell, at) => ({ ...cell, engine: engines[at] ?? '' })).filter(({ result }) => result !== '-'),
    (cell) => cell.seen,
  );
  for (const [text, by] of seen) {
    const who = seen.size > 1 ? `${by.map(({ engine }) => engine).join(', ')}: ` : '';
    printBelow('seen', who + text);
  }
}

export function printSummary(cells: readonly Cell[], ms: number): void {
  const played = cells.filter(({ result }) => result !== '-');
  const hold = played.filter(({ result }) => result === 'holds').length;
  const text = `${hold} of ${played.length} hold, ${formatDuration(ms)}`;
  print(`\n${hold === played.length ? green(text) : red(text)}`);
}

const paint = { holds: green, FAILS: red, '-': dim } as const;

const firstColumn = (engines: readonly string[]): number => WIDTH - COLUMN * engines.length;

function printBelow(label: string, text: string): void {
  const [first = '', ...rest] = text.split('\n').flatMap((line) => wrap(line, WIDTH - LABEL));
  print(dim(`${`  ${label}`.padEnd(LABEL)}${first}`));
  for (const line of rest) print(dim(' '.repeat(LABEL) + line));
}

/** The text in lines of at most this width, broken between words. */
function wrap(text: string, width: number): readonly string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}

function print(line: string): void {
  process.stdout.write(`${line.trimEnd()}\n`);
}
