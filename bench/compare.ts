import type { Row } from './row.ts';

/** A figure of ours beside a peer's, before it is judged. `peer` is null where the peer could not be measured. */
export interface Comparison {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly peer: number | null;
  readonly peerName: string;
}

/** A row whose figure should be at most so many times the peer's: times, calls, memory. */
export const atMost = (factor: number, comparison: Comparison): Row =>
  row(comparison, `≤ ${factor} ×`, (ratio) => ratio <= factor);

/** A row whose figure should be at least so many times the peer's: speeds. */
export const atLeast = (factor: number, comparison: Comparison): Row =>
  row(comparison, `≥ ${factor} ×`, (ratio) => ratio >= factor);

/** A row that nobody has set a goal for: it explains the others. `peer` and `peerName` may be missing. */
export const forInformation = ({
  peer = null,
  peerName = '',
  ...figure
}: Pick<Comparison, 'name' | 'unit' | 'value'> & Partial<Comparison>): Row => ({
  ...row({ ...figure, peer, peerName }, '', () => true),
  ok: null,
});

/** A row whose figure is judged by itself: `goal` says how. */
export const judged = (figure: Pick<Comparison, 'name' | 'unit' | 'value'>, goal: string, ok: boolean): Row => ({
  ...figure,
  peer: null,
  ratio: null,
  goal,
  ok,
});

function row({ peerName, ...figure }: Comparison, goal: string, reached: (ratio: number) => boolean): Row {
  const ratio = figure.peer === null || figure.peer === 0 ? null : figure.value / figure.peer;
  // What could not be compared has not reached its goal.
  return { ...figure, ...(peerName !== '' && { peerName }), ratio, goal, ok: ratio !== null && reached(ratio) };
}
