import type { Row } from './row.ts';

/** The verdict on a row's goal. */
export const verdict = ({ ok, peer, goal }: Row): string => {
  if (ok === null) return '';
  if (ok) return 'reached';
  // A goal that is not relative to a peer needs no peer.
  return peer === null && goal.includes('×') ? 'NOT COMPARED' : 'MISSED';
};

/**
 * Formats the rows as aligned columns: figures to the right, words to the left. The columns about the standalone executable
 * are there if a row has its figure.
 */
export function table(rows: readonly Row[]): readonly string[] {
  const extra = rows.some(({ executable }) => executable !== undefined);
  const head = ['', 'ours', 'peer', 'ratio', ...(extra ? executableHead : []), 'goal', '', 'peer is'];
  const cells = rows.map((row) => [
    row.name,
    withUnit(row.value, row.unit),
    row.peer === null ? '-' : withUnit(row.peer, row.unit),
    times(row.ratio),
    ...(extra ? executableCells(row) : []),
    row.goal,
    verdict(row),
    row.peerName ?? '',
  ]);
  const toTheRight = new Set([1, 2, 3, ...(extra ? [4, 5, 6] : [])]);
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

const executableHead = ['executable', 'to peer', 'to ours'] as const;

const executableCells = ({ executable, unit }: Row): readonly string[] =>
  executable === undefined
    ? executableHead.map(() => '')
    : [withUnit(executable.value, unit), times(executable.ratio), times(executable.toBundle)];

const times = (ratio: number | null): string => (ratio === null ? '' : `${figure(ratio)} ×`);

const withUnit = (value: number, unit: string): string => `${figure(value)} ${unit}`.trimEnd();

/** Rounds to three or four significant digits; more would be noise. */
function figure(value: number): string {
  if (value >= 100 || Number.isInteger(value)) return Math.round(value).toLocaleString('en-US');
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
