import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startRedirectServer, type RedirectServer } from '../tools/demo/redirect-server.ts';
import { findInstalledEngines, type Engine } from '../tools/engine/index.ts';
import { work } from '../tools/paths.ts';
import type { Benchmark } from './benchmark.ts';
import { atMost, forInformation, withExecutable } from './compare.ts';
import { commands, makeFleet, type Command, type Fleet } from './fleet.ts';
import { goPeer } from './go-peer.ts';
import { rotated, summarize } from './measure.ts';
import { copyMirrors, makeExecutableMirror } from './mirrors.ts';
import type { Row } from './row.ts';

/** The numbers of phones, and the rounds for each. */
const sizes = [
  { count: 1000, rounds: 3 },
  { count: 3000, rounds: 1 },
];

/** A fleet compared with resources that do nothing: the difference is the provider, its calls and the server. */
export const devices: Benchmark = {
  name: 'devices',
  about: 'apply, empty plan and destroy of gigaset_device, against as many resources in Go that do no work',

  async run(report) {
    const peer = await goPeer(report);
    const peerName = typeof peer === 'string' ? peer : 'peer_device, no work, terraform-plugin-framework 1.19.0';
    const peerMirror = typeof peer === 'string' ? undefined : peer.mirror;
    await makeExecutableMirror(report);
    const rows: Row[] = [];
    for (const engine of await findInstalledEngines(report)) {
      report(`${engine.name} ${engine.version}, ${engine.origin}`);
      for (const { count, rounds } of sizes) {
        report(`  ${count} phones, ${rounds} rounds, in turns; the median counts`);
        const compared = await compare(engine, count, rounds, peerMirror, peerName);
        for (const { name, value, peer, executable } of compared.filter(({ ok }) => ok !== null)) {
          const alone = executable === undefined ? '' : `, executable ${executable.value.toFixed(2)}`;
          report(`    ${name}: ${value.toFixed(2)}${alone}, peer ${peer?.toFixed(2) ?? 'none'}`);
        }
        rows.push(...compared);
      }
    }
    return rows;
  },
};

async function compare(
  engine: Engine,
  count: number,
  rounds: number,
  peerMirror: string | undefined,
  peerName: string,
): Promise<readonly Row[]> {
  const folder = join(work, 'bench', 'server');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const mirrors = copyMirrors(folder);
  const builds = ['bundle', 'executable'] as const;
  const ours: Candidate[] = [];
  const stops: (() => Promise<void>)[] = [];
  try {
    for (const build of builds) {
      // Each build has a server of its own, because both declare the same phones.
      const log = join(folder, `server-${build}.log`);
      const server = await startRedirectServer(join(folder, `data-${build}`), log);
      stops.push(() => server.stop());
      const configuration = { endpoint: server.url, username: server.username, password: server.password };
      const mirror = mirrors[build];
      const fleet = await makeFleet({ engine, count, configuration, provider: 'gigaset', mirror, suffix: `-${build}` });
      ours.push({ fleet, times: noTimes(), calls: noTimes(), server, log });
    }
    const [first] = ours;
    const configuration = { endpoint: first?.server?.url ?? '', username: 'daryna', password: 'secret' };
    const theirs =
      peerMirror === undefined
        ? []
        : [await makeFleet({ engine, count, configuration, provider: 'peer', mirror: peerMirror })];
    const candidates = [...ours, ...theirs.map((fleet): Candidate => ({ fleet, times: noTimes(), calls: noTimes() }))];
    for (let round = 0; round < rounds; round++) {
      for (const command of commands) {
        for (const candidate of rotated(candidates, round)) await measure(candidate, command, count);
      }
    }
    for (const { fleet } of candidates) fleet.remove();
    return rowsOf(engine, count, candidates, peerName);
  } finally {
    for (const stop of stops) await stop();
  }
}

/** A provider, its times, and its server if it calls one. */
interface Candidate {
  readonly fleet: Fleet;
  readonly times: Record<Command, number[]>;
  readonly calls: Record<Command, Calls[]>;
  readonly server?: RedirectServer;
  readonly log?: string;
}

const noTimes = <T>(): Record<Command, T[]> => ({ apply: [], 'empty plan': [], destroy: [] });

/** @throws if the server does not hold as many phones afterwards as it should */
async function measure({ fleet, times, calls, server, log }: Candidate, command: Command, count: number) {
  const before = log === undefined ? 0 : readFileSync(log, 'utf8').length;
  times[command].push(await fleet.measure(command));
  if (server === undefined || log === undefined) return;
  calls[command].push(callsIn(readFileSync(log, 'utf8').slice(before)));
  const there = (await server.list()).length;
  if (there !== (command === 'destroy' ? 0 : count))
    throw new Error(`After ${command} the server holds ${there} phones.`);
}

function rowsOf(engine: Engine, count: number, candidates: readonly Candidate[], peerName: string): readonly Row[] {
  const [bundle, executable, other] = candidates;
  if (!bundle || !executable) return [];
  return commands.flatMap((command) => {
    const [own, alone] = [bundle, executable].map(({ times }) => summarize(times[command]));
    if (!own || !alone) return [];
    const peer = other && summarize(other.times[command]);
    const name = `${engine.name} ${engine.version}, ${count} phones, ${command}`;
    const seconds = { unit: 's', peerName };
    const [most] = bundle.calls[command].toSorted((a, b) => b.total - a.total);
    const number = { unit: 'calls', value: most?.total ?? Number.NaN, name: `  ${most?.words ?? 'no calls'}` };
    const median = { ...seconds, name, value: own.median / 1000, peer: peer ? peer.median / 1000 : null };
    const shortest = { ...seconds, name: '  shortest', value: own.min / 1000, peer: peer ? peer.min / 1000 : null };
    return [
      withExecutable(atMost(1.2, median), alone.median / 1000),
      withExecutable(forInformation(shortest), alone.min / 1000),
      // A destroy reads the phones before it deregisters them.
      atMost(1 / 8, { ...number, peer: count, peerName: 'as many as phones' }),
    ];
  });
}

interface Calls {
  readonly total: number;
  /** Formats calls: "registerDeviceList 100, registerDevice 2". */
  readonly words: string;
}

/** The calls that the server logged during a command. */
function callsIn(log: string): Calls {
  const counts = new Map<string, number>();
  for (const [, method = ''] of log.matchAll(/"rpc":"autoprov\.(\w+)"/g))
    counts.set(method, (counts.get(method) ?? 0) + 1);
  const total = [...counts.values()].reduce((sum, times) => sum + times, 0);
  return { total, words: [...counts].map(([method, times]) => `${method} ${times}`).join(', ') || 'no calls' };
}
