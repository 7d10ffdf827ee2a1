import { styleText } from 'node:util';

/** Prints a line to stdout. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Prints a value as JSON on one line. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value));
}

/** Prints what a command has done: for programs as JSON on one line, for people in a sentence. */
export function printResult({ json }: { readonly json?: true }, result: unknown, text: string): void {
  if (json === true) printJson(result);
  else print(text);
}

/** Writes to stdout, and waits while a slow reader does not keep up. */
export function writeAll(text: string): Promise<void> {
  return new Promise((resolve) => {
    if (process.stdout.write(text)) resolve();
    else process.stdout.once('drain', resolve);
  });
}

export type Style = 'bold' | 'dim' | 'green' | 'yellow' | 'red';

/** Colours text for a terminal. Pipes and files get plain text, as do people who set NO_COLOR. */
export const paint = (style: Style, text: string, stream: NodeJS.WriteStream = process.stdout): string =>
  styleText(style, text, { stream });

/** A number with a comma between thousands. */
export const formatCount = (count: number): string => count.toLocaleString('en-US');

/** `1 phone`, `3,500 phones`. */
export const formatPhones = (count: number): string => (count === 1 ? '1 phone' : `${formatCount(count)} phones`);

/** The time since a moment of `performance.now()`: `46 ms`, `1.8 s`. */
export function timeSince(started: number): string {
  const ms = performance.now() - started;
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** Formats a table with aligned columns, two blanks apart, without trailing blanks. Its head is bold on a terminal. */
export function formatTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map(({ length }) => length);
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length);
  }
  const format = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return `${[paint('bold', format(head)), ...rows.map(format)].join('\n')}\n`;
}
