import type { Row } from './row.ts';

/** The verdict on a row's goal. */
export const verdict = ({ ok, peer, goal }: Row): string => {
  if (ok === null) return '';
  if (ok) return 'reached';
  // A goal that is not relative to a peer needs no peer.
  return peer === null && goal.includes('×') ? 'NOT COMPARED' : 'MISSED';
};

/** Formats the rows as aligned columns: figures to the right, words to the left. */
export function table(rows: readonly Row[]): readonly string[] {
  const head = ['', 'ours', 'peer', 'ratio', 'goal', '', 'peer is'];
  const cells = rows.map((row) => [
    row.name,
    withUnit(row.value, row.unit),
    row.peer === null ? '-' : withUnit(row.peer, row.unit),
    row.ratio === null ? '' : `${figure(row.ratio)} ×`,
    row.goal,
    verdict(row),
    row.peerName ?? '',
  ]);
  const toTheRight = new Set([1, 2, 3]);
  const widths = head.map((title, column) =>
    Math.max(...[head, ...cells].map((line) => line[column]?.length ?? 0), title.length),
  );
  return [head, ...cells].map((line) =>
    line
      .map((cell, column) =>
        toTheRight.has(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}

const withUnit = (value: number, unit: string): string => `${figure(value)} ${unit}`.trimEnd();

/** Rounds to three or four significant digits; more would be noise. */
function figure(value: number): string {
  if (value >= 100 || Number.isInteger(value)) return Math.round(value).toLocaleString('en-US');
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
