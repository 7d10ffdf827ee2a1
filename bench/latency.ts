import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startRedirectServer } from '../tools/demo/redirect-server.ts';
import { findInstalledEngines, type Engine } from '../tools/engine/index.ts';
import { work } from '../tools/paths.ts';
import type { Benchmark } from './benchmark.ts';
import { atMost, forInformation } from './compare.ts';
import { makeFleet, type Fleet } from './fleet.ts';
import { startSlowLine } from './latency/slow-line.ts';
import { inTurns, summarize } from './measure.ts';
import type { Row } from './row.ts';

const COUNT = 1000;
const ROUNDS = 3;
const LATENCY = 50;
/** The engine's parallelism: the default of ten, and the advice for distant servers. */
const WIDTHS = [10, 40];

/** The same fleet with and without latency. */
export const latency: Benchmark = {
  name: 'latency',
  about: `apply and destroy of ${COUNT} gigaset_device with ${LATENCY} ms of latency, against the same without`,

  async run(report) {
    const rows: Row[] = [];
    for (const engine of await findInstalledEngines(report)) {
      report(`${engine.name} ${engine.version}, ${engine.origin}: ${ROUNDS} rounds, in turns; the median counts`);
      for (const parallelism of WIDTHS) rows.push(...(await compare(engine, parallelism)));
    }
    return rows;
  },
};

/** The times of one round in milliseconds, and the calls of its apply. */
interface Sample {
  readonly apply: number;
  readonly destroy: number;
  readonly calls: number;
}

async function compare(engine: Engine, parallelism: number): Promise<readonly Row[]> {
  const folder = join(work, 'bench', 'latency');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const log = join(folder, 'server.log');
  const server = await startRedirectServer(join(folder, 'data'), log);
  const line = await startSlowLine(server.url, LATENCY);
  // Copied, so that a build meanwhile does not change what is measured.
  const mirror = join(folder, 'mirror');
  cpSync(join(work, 'mirror'), mirror, { recursive: true });
  const account = { username: server.username, password: server.password };
  const common = { provider: 'gigaset', engine, count: COUNT, mirror, parallelism };
  const near = await makeFleet({ ...common, configuration: { ...account, endpoint: server.url }, suffix: '-near' });
  const far = await makeFleet({ ...common, configuration: { ...account, endpoint: line.url }, suffix: '-far' });
  const measure = (fleet: Fleet) => async (): Promise<Sample> => {
    const before = readFileSync(log, 'utf8').length;
    const apply = await fleet.measure('apply');
    const calls = [
      ...readFileSync(log, 'utf8')
        .slice(before)
        .matchAll(/"rpc":"autoprov\.\w+"/g),
    ].length;
    return { apply, destroy: await fleet.measure('destroy'), calls };
  };
  try {
    const samples = await inTurns({ near: measure(near), far: measure(far) }, ROUNDS);
    const median = (place: 'near' | 'far', of: keyof Sample): number =>
      summarize(samples[place].map((sample) => sample[of])).median;
    const name = `${engine.name} ${engine.version}, ${COUNT} phones, ${parallelism} under way`;
    const peerName = 'the same without latency';
    const row = (command: 'apply' | 'destroy') => ({
      name: `${name}, ${command}`,
      unit: 's',
      value: median('far', command) / 1000,
      peer: median('near', command) / 1000,
      peerName,
    });
    return [
      atMost(1.5, row('apply')),
      forInformation({ name: '  its calls', unit: '', value: median('far', 'calls'), peer: median('near', 'calls') }),
      forInformation(row('destroy')),
    ];
  } finally {
    line.close();
    await server.stop();
    near.remove();
    far.remove();
  }
}
