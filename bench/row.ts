/** One measured figure, and the figure of a peer that was measured in the same run. */
export interface Row {
  name: string;
  unit: string;
  value: number;
  peer: number | null;
  peerName?: string;
  ratio: number | null;
  goal: string;
  ok: boolean | null;
  /** The same figure of the standalone executable, measured in the same run. */
  executable?: ExecutableFigure;
}

export interface ExecutableFigure {
  value: number;
  /** Relative to the peer; null without one. */
  ratio: number | null;
  /** Relative to the bundle on Node.js, whose figure is the row's own. */
  toBundle: number;
}
