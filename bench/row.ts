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
}
