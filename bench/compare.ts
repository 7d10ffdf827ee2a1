import type { Row } from './row.ts';

/** Our figure and a peer's before they are judged. `peer` is null if it could not be measured. */
export interface Comparison {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly peer: number | null;
  readonly peerName: string;
}

/** A row whose figure must be at most `factor` times the peer's: times, calls, memory. */
export const atMost = (factor: number, comparison: Comparison): Row =>
  row(comparison, `≤ ${factor} ×`, (ratio) => ratio <= factor);

/** A row whose figure must be at least `factor` times the peer's: speeds. */
export const atLeast = (factor: number, comparison: Comparison): Row =>
  row(comparison, `≥ ${factor} ×`, (ratio) => ratio >= factor);

/** A row without a goal that explains others. `peer` and `peerName` may be missing. */
export const forInformation = ({
  peer = null,
  peerName = '',
  ...figure
}: Pick<Comparison, 'name' | 'unit' | 'value'> & Partial<Comparison>): Row => ({
  ...row({ ...figure, peer, peerName }, '', () => true),
  ok: null,
});

/** A row whose figure is judged by itself; `goal` says how. */
export const judged = (figure: Pick<Comparison, 'name' | 'unit' | 'value'>, goal: string, ok: boolean): Row => ({
  ...figure,
  peer: null,
  ratio: null,
  goal,
  ok,
});

/** The row with the figure of the standalone executable beside the one of the bundle on Node.js. */
export const withExecutable = (row: Row, value: number): Row => ({
  ...row,
  executable: {
    value,
    ratio: row.peer === null || row.peer === 0 ? null : value / row.peer,
    toBundle: value / row.value,
  },
});

function row({ peerName, ...figure }: Comparison, goal: string, reached: (ratio: number) => boolean): Row {
  const ratio = figure.peer === null || figure.peer === 0 ? null : figure.value / figure.peer;
  // Without a comparison, the goal is not reached.
  return { ...figure, ...(peerName !== '' && { peerName }), ratio, goal, ok: ratio !== null && reached(ratio) };
}
