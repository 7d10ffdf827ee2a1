import { bold, dim, formatDuration, green, red } from '../../../tools/progress.mjs';
import type { Situation } from './situation.ts';

// The table of `npm run situations`, for a terminal of 120 columns.

const WIDTH = 120;
/** The width of a column with an engine's results. */
const COLUMN = 18;
/** The margin of the lines below a row of the whole table. */
const INDENT = 2;
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

/** A situation and its results, by engine. */
export interface Row {
  readonly topic: string;
  readonly situation: Situation;
  readonly cells: readonly Cell[];
}

/** Prints what is done and the results; below them what is expected and what was seen, by engine if that differs. */
export function printRow({ situation, cells }: Row, engines: readonly string[]): void {
  printResults(situation, cells, engines);
  printBelow('expected', situation.holds);
  const seen = Map.groupBy(
    cells.map((cell, at) => ({ ...cell, engine: engines[at] ?? '' })).filter(({ result }) => result !== '-'),
    (cell) => cell.seen,
  );
  for (const [text, by] of seen) {
    const who = seen.size > 1 ? `${by.map(({ engine }) => engine).join(', ')}: ` : '';
    printBelow('seen', who + text);
  }
}

/** Prints the whole table: for each situation what is done, what is expected, and the results. */
export function printTable(rows: readonly Row[], engines: readonly string[]): void {
  for (const [topic, ofTopic] of Map.groupBy(rows, (row) => row.topic)) {
    printHead(topic, engines);
    for (const { situation, cells } of ofTopic) {
      printResults(situation, cells, engines);
      for (const line of wrap(situation.holds, WIDTH - INDENT)) print(dim(' '.repeat(INDENT) + line));
    }
  }
}

/** Prints how many situations hold on an engine, of those that it has. */
export function printSummary(rows: readonly Row[], ms: number): void {
  const played = rows.flatMap(({ cells }) => cells).filter(({ result }) => result !== '-');
  const hold = played.filter(({ result }) => result === 'holds').length;
  const text = `${hold} of ${played.length} hold, ${formatDuration(ms)}`;
  print(`\n${hold === played.length ? green(text) : red(text)}`);
}

const paint = { holds: green, FAILS: red, '-': dim } as const;

const firstColumn = (engines: readonly string[]): number => WIDTH - COLUMN * engines.length;

function printResults({ done }: Situation, cells: readonly Cell[], engines: readonly string[]): void {
  const [first = '', ...rest] = wrap(done, firstColumn(engines) - 2);
  const results = cells.map(({ result }) => paint[result](result.padEnd(COLUMN))).join('');
  print(`${first.padEnd(firstColumn(engines))}${results}`);
  for (const line of rest) print(line);
}

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
