import { join } from 'node:path';
import { run } from '../../tools/run.ts';
import { atLeast, forInformation } from '../compare.ts';
import { rotated, summarize } from '../measure.ts';
import type { Row } from '../row.ts';
import { startOurs, startPythonPeer } from './processes.ts';
import { pythonPeer } from './xmlrpc.ts';

const rounds = 3;

/**
 * The share of the peer's speed that a single caller must get. Ours also checks a password, encrypts the ID, writes the audit
 * log, and commits in another thread, so that phones never wait for the disk.
 */
const GOAL_SINGLE_CALLER = 0.8;
const singleCalls = ['registerDevice', 'checkDevice'];

/** Phones per second by request. */
type Figures = Readonly<Record<string, number>>;

/**
 * A provisioner's script: Python's xmlrpc.client on one connection, call after call. The client itself takes much of the time,
 * so this measures the duration of a call, not the capacity of a server.
 */
export async function pythonClientRows(report: (line: string) => void): Promise<readonly Row[]> {
  report(`Python's client, ${rounds} rounds, in turns; the median counts`);
  const figures = { ours: [] as Figures[], peer: [] as Figures[] };
  for (let round = 0; round < rounds; round++) {
    for (const side of rotated(['ours', 'peer'] as const, round)) figures[side].push(await measure(side));
  }
  const [first = {}] = figures.ours;
  const median = (all: readonly Figures[], name: string): number =>
    summarize(all.map((figure) => figure[name] ?? Number.NaN)).median;
  return Object.keys(first).map((name) => {
    const figure = {
      name: `${name}, by one Python client`,
      unit: 'phones/s',
      value: median(figures.ours, name),
      peer: median(figures.peer, name),
      peerName: pythonPeer,
    };
    return singleCalls.includes(name) ? atLeast(GOAL_SINGLE_CALLER, figure) : forInformation(figure);
  });
}

async function measure(side: 'ours' | 'peer'): Promise<Figures> {
  const served = side === 'ours' ? await startOurs(0) : await startPythonPeer('one', 0);
  try {
    const script = join(import.meta.dirname, 'xmlrpc-load.py');
    const { code, stdout, output } = await run('python3', [script, served.rpcUrl]);
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
