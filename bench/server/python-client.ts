import { join } from 'node:path';
import { run } from '../../tools/run.ts';
import { atLeast, type Comparison, forInformation } from '../compare.ts';
import { rotated, summarize } from '../measure.ts';
import type { Row } from '../row.ts';
import { startBareCommit, startDutifulPeer, startOurs, startPythonPeer } from './processes.ts';
import { pythonPeer } from './xmlrpc.ts';

const rounds = 3;

/** The share of the dutiful peer's speed that a single caller must get. */
const GOAL_SINGLE_CALLER = 0.8;

/** Phones per second by request. */
type Figures = Readonly<Record<string, number>>;

/** The servers; the last two have no listings, so only their single calls are measured. */
const servers = {
  ours: () => startOurs(0),
  python: () => startPythonPeer('one', 0),
  dutiful: startDutifulPeer,
  bare: startBareCommit,
};
type Side = keyof typeof servers;
const sides: readonly Side[] = ['ours', 'python', 'dutiful', 'bare'];
const hasListings = (side: Side): boolean => side === 'ours' || side === 'python';

/**
 * A provisioner's script: Python's xmlrpc.client on one connection, call after call. The client itself takes much of the time,
 * so this measures the duration of a call, not the capacity of a server.
 *
 * A single caller is judged against a server with the same duties: password, audit log, log. The rows of a bare server that
 * commits in another thread show what these duties cost, since phones must never wait for the disk.
 */
export async function pythonClientRows(report: (line: string) => void): Promise<readonly Row[]> {
  report(`Python's client, ${rounds} rounds, in turns; the median counts`);
  const figures: Record<Side, Figures[]> = { ours: [], python: [], dutiful: [], bare: [] };
  for (let round = 0; round < rounds; round++) {
    for (const side of rotated(sides, round)) figures[side].push(await measure(side));
  }
  const median = (side: Side, name: string): number =>
    summarize(figures[side].map((figure) => figure[name] ?? Number.NaN)).median;
  const compare = (name: string, side: Side, peer: Side, by: string, peerName: string): Comparison => ({
    name: `${name}, by one Python client${by}`,
    unit: 'phones/s',
    value: median(side, name),
    peer: median(peer, name),
    peerName,
  });
  const bareName = ', bare node:http that commits in a thread';
  const dutifulName = `${pythonPeer}, a password check, an audit log and a log`;
  return Object.keys(figures.ours[0] ?? {}).flatMap((name) => {
    const plain = forInformation(compare(name, 'ours', 'python', '', pythonPeer));
    if (!singleCalls.includes(name)) return [plain];
    return [
      atLeast(GOAL_SINGLE_CALLER, compare(name, 'ours', 'dutiful', '', dutifulName)),
      plain,
      forInformation(compare(name, 'bare', 'python', bareName, pythonPeer)),
    ];
  });
}

const singleCalls = ['registerDevice', 'checkDevice'];

async function measure(side: Side): Promise<Figures> {
  const served = await servers[side]();
  try {
    const script = join(import.meta.dirname, 'xmlrpc-load.py');
    const { code, stdout, output } = await run('python3', [
      script,
      served.rpcUrl,
      ...(hasListings(side) ? [] : ['singles']),
    ]);
    if (code !== 0) throw new Error(`The load on ${side} failed: ${output}`);
    const figures: unknown = JSON.parse(stdout);
    if (!areFigures(figures)) throw new Error(`The load on ${side} measured nothing: ${output}`);
    return figures;
  } finally {
    await served.stop();
  }
}

function areFigures(value: unknown): value is Figures {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((figure) => typeof figure === 'number' && figure > 0)
  );
}
