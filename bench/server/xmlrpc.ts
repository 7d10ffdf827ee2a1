import { atLeast } from '../compare.ts';
import { inTurns, summarize } from '../measure.ts';
import type { Row } from '../row.ts';
import { phoneCount } from './fleet.ts';
import { type Load, type LoadProcess, startLoad, startOurs, startPythonPeer } from './processes.ts';
import type { RpcMethod } from './rpc-script.ts';

export const pythonPeer = "Python's SimpleXMLRPCServer with sqlite3";
const rounds = 7;
/** Warm-up rounds, because a server runs for months and its first calls are not compiled. */
const warmUp = 10;

interface Question {
  readonly method: RpcMethod;
  readonly name: string;
  readonly phones: number;
  readonly connections: number;
  readonly goal: number;
}

/** In this order: listings come before registrations. */
const questions: readonly Question[] = [
  { method: 'listDevices', name: 'listDevices of 100,000', phones: phoneCount, connections: 1, goal: 2 },
  { method: 'checkDevice', name: 'checkDevice', phones: 6000, connections: 32, goal: 3 },
  { method: 'registerDevice', name: 'registerDevice', phones: 3000, connections: 32, goal: 3 },
  { method: 'registerDeviceList', name: 'registerDeviceList of 1,000', phones: 50_000, connections: 4, goal: 1.5 },
];

/**
 * The important methods of our server (with accounts, checks, encrypted IDs, audit log) and of a peer without these; 100,000
 * phones are registered in both, and both commit to disk before they answer. The peer is measured with one connection at a
 * time and with a thread per connection; the faster one counts.
 */
export async function xmlRpcRows(report: (line: string) => void): Promise<readonly Row[]> {
  const ours = await startOurs();
  const one = await startPythonPeer('one', phoneCount);
  const threads = await startPythonPeer('threads', phoneCount);
  const rows: Row[] = [];
  try {
    for (const question of questions) {
      report(`${question.name}: ${rounds} rounds, in turns; the median counts`);
      rows.push(await ask(question, { ours: ours.rpcUrl, one: one.rpcUrl, threads: threads.rpcUrl }));
    }
  } finally {
    for (const served of [ours, one, threads]) await served.stop();
  }
  return rows;
}

async function ask(
  { method, name, phones, connections, goal }: Question,
  urls: Readonly<Record<'ours' | 'one' | 'threads', string>>,
): Promise<Row> {
  const loads = {
    ours: await startLoad(method, urls.ours, connections),
    one: await startLoad(method, urls.one, 1),
    threads: await startLoad(method, urls.threads, connections),
  };
  const run = (load: LoadProcess) => (): Promise<Load> => load.run(phones);
  try {
    const samples = await inTurns({ ours: run(loads.ours), one: run(loads.one), threads: run(loads.threads) }, rounds, {
      warmUp,
    });
    const median = (all: readonly Load[]): number => summarize(all.map(({ perSecond }) => perSecond)).median;
    return atLeast(goal, {
      name,
      unit: 'phones/s',
      value: median(samples.ours),
      peer: Math.max(median(samples.one), median(samples.threads)),
      peerName:
        median(samples.one) > median(samples.threads)
          ? `${pythonPeer}, one connection`
          : `${pythonPeer}, ${connections} connections`,
    });
  } finally {
    for (const load of Object.values(loads)) await load.end();
  }
}
