import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startRedirectServer } from '../tools/demo/redirect-server.ts';
import { findInstalledEngines, type Engine } from '../tools/engine/index.ts';
import { work } from '../tools/paths.ts';
import type { Benchmark } from './benchmark.ts';
import { atMost, forInformation } from './compare.ts';
import { commands, makeFleet, type Command, type Fleet } from './fleet.ts';
import { goPeer } from './go-peer.ts';
import { rotated, summarize } from './measure.ts';
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
    const rows: Row[] = [];
    for (const engine of await findInstalledEngines(report)) {
      report(`${engine.name} ${engine.version}, ${engine.origin}`);
      for (const { count, rounds } of sizes) {
        report(`  ${count} phones, ${rounds} rounds, in turns; the median counts`);
        const compared = await compare(engine, count, rounds, peerMirror, peerName);
        for (const { name, value, peer } of compared.filter(({ ok }) => ok !== null)) {
          report(`    ${name}: ${value.toFixed(2)}, peer ${peer?.toFixed(2) ?? 'none'}`);
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
  const log = join(folder, 'server.log');
  const server = await startRedirectServer(join(folder, 'data'), log);
  const configuration = { endpoint: server.url, username: server.username, password: server.password };
  const fleet = { engine, count, configuration };
  // Copied, so that a build meanwhile does not change what is measured.
  const mirror = join(folder, 'mirror');
  cpSync(join(work, 'mirror'), mirror, { recursive: true });
  const ours = await makeFleet({ ...fleet, provider: 'gigaset', mirror });
  const theirs =
    peerMirror === undefined ? undefined : await makeFleet({ ...fleet, provider: 'peer', mirror: peerMirror });
  const candidates: { readonly fleet: Fleet; readonly times: Record<Command, number[]> }[] = [ours, theirs].flatMap(
    (one) => (one === undefined ? [] : [{ fleet: one, times: { apply: [], 'empty plan': [], destroy: [] } }]),
  );
  const held: Record<Command, number> = { apply: count, 'empty plan': count, destroy: 0 };
  const calls: Record<Command, Calls[]> = { apply: [], 'empty plan': [], destroy: [] };
  try {
    for (let round = 0; round < rounds; round++) {
      for (const command of commands) {
        for (const candidate of rotated(candidates, round)) {
          const before = readFileSync(log, 'utf8').length;
          candidate.times[command].push(await candidate.fleet.measure(command));
          if (candidate.fleet === ours) calls[command].push(callsIn(readFileSync(log, 'utf8').slice(before)));
        }
        const there = (await server.list()).length;
        if (there !== held[command]) throw new Error(`After ${command} the server holds ${there} phones.`);
      }
    }
  } finally {
    await server.stop();
  }
  for (const candidate of candidates) candidate.fleet.remove();
  const [mine, other] = candidates;
  if (!mine) return [];
  return commands.flatMap((command) => {
    const own = summarize(mine.times[command]);
    const peer = other && summarize(other.times[command]);
    const name = `${engine.name} ${engine.version}, ${count} phones, ${command}`;
    const seconds = { unit: 's', peerName };
    const [most] = calls[command].toSorted((a, b) => b.total - a.total);
    const number = { unit: 'calls', value: most?.total ?? Number.NaN, name: `  ${most?.words ?? 'no calls'}` };
    return [
      atMost(1.2, { ...seconds, name, value: own.median / 1000, peer: peer ? peer.median / 1000 : null }),
      forInformation({
        ...seconds,
        name: '  shortest',
        value: own.min / 1000,
        peer: peer ? peer.min / 1000 : null,
      }),
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
