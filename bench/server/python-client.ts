import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedirectServer } from '../../setup/demo/redirect-server.ts';
import { run } from '../../setup/run.ts';
import { forInformation } from '../compare.ts';
import { rotated, summarize } from '../measure.ts';
import type { Row } from '../row.ts';
import { type Served, start } from './processes.ts';

const rounds = 3;
const peerName = "Python's SimpleXMLRPCServer with sqlite3";

/** Phones a second by what was asked. */
type Figures = Readonly<Record<string, number>>;

/**
 * Provisioners' programs: the four methods that matter, asked by Python's xmlrpc.client on one connection, of ours (accounts,
 * checks, encrypted IDs, an audit trail) and of a peer that has none of that. Both commit before they answer.
 */
export async function xmlRpcRows(report: (line: string) => void): Promise<readonly Row[]> {
  report(`  XML-RPC, ${rounds} rounds, in turns; the median counts`);
  const figures = { ours: [] as Figures[], peer: [] as Figures[] };
  for (let round = 0; round < rounds; round++) {
    for (const side of rotated(['ours', 'peer'] as const, round)) figures[side].push(await measure(side));
  }
  const [first = {}] = figures.ours;
  const median = (all: readonly Figures[], name: string): number =>
    summarize(all.map((figure) => figure[name] ?? Number.NaN)).median;
  return Object.keys(first).map((name) => {
    const [value, peer] = [median(figures.ours, name), median(figures.peer, name)];
    report(`    ${name}: ${Math.round(value)} phones/s, peer ${Math.round(peer)}`);
    return forInformation({ name, unit: 'phones/s', value, peer, peerName });
  });
}

async function measure(side: 'ours' | 'peer'): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), 'gigaset-bench-'));
  const served = side === 'ours' ? await startOurs(folder) : await startPeer(folder);
  try {
    const { code, stdout, output } = await run('python3', [join(import.meta.dirname, 'xmlrpc-load.py'), served.url]);
    if (code !== 0) throw new Error(`The load on ${side} failed: ${output}`);
    const figures: unknown = JSON.parse(stdout);
    if (!areFigures(figures)) throw new Error(`The load on ${side} measured nothing: ${output}`);
    return figures;
  } finally {
    await served.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function areFigures(value: unknown): value is Figures {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((figure) => typeof figure === 'number' && figure > 0)
  );
}

/** With the name and password of its account in the URL, as Python's client takes them. */
async function startOurs(folder: string): Promise<Served> {
  const server = await startRedirectServer(join(folder, 'data'), join(folder, 'log'));
  const url = new URL('/apxml/rpc.do', server.url);
  url.username = server.username;
  url.password = server.password;
  return { url: url.href, stop: () => server.stop() };
}

function startPeer(folder: string): Promise<Served> {
  const script = join(import.meta.dirname, 'peer-server.py');
  return start(spawn('python3', [script, join(folder, 'peer.sqlite')], { stdio: ['pipe', 'pipe', 'inherit'] }));
}
