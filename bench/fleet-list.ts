import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startRedirectServer, type RedirectServer } from '../tools/demo/redirect-server.ts';
import { findInstalledEngines, type Engine } from '../tools/engine/index.ts';
import { work } from '../tools/paths.ts';
import type { Benchmark } from './benchmark.ts';
import { atMost, forInformation, judged, withExecutable } from './compare.ts';
import { commands, makeFolder, type Command, type Folder } from './fleet-list/folder.ts';
import { watch, type Watched } from './fleet-list/watch.ts';
import { summarize } from './measure.ts';
import { copyMirrors, makeExecutableMirror } from './mirrors.ts';
import type { Row } from './row.ts';

/** The numbers of phones, the rounds for each, and the provider's memory goal in megabytes. */
const sizes = [
  { count: 1_000, rounds: 3, megabytes: null },
  { count: 10_000, rounds: 3, megabytes: null },
  { count: 100_000, rounds: 3, megabytes: 300 },
  { count: 1_000_000, rounds: 1, megabytes: 1536 },
] as const;

/** The maximum batch of the provider and of the script. */
const BATCH = 500;
/** With more phones, the script takes over a minute phone by phone. */
const ONE_BY_ONE = 10_000;

const script = join(import.meta.dirname, 'fleet-list', 'script.py');
const lowerBound =
  "a script of Python's xmlrpc.client with the same batches, plus the engine with the same text and no work";

/** One resource with a whole fleet, compared with a script that posts the same batches and an engine without work. */
export const fleet: Benchmark = {
  name: 'fleet',
  about: 'apply, empty plan, a change of ten and destroy of one gigaset_device_list, up to a million phones',

  async run(report) {
    await makeExecutableMirror(report);
    const rows: Row[] = [];
    for (const engine of await findInstalledEngines(report)) {
      report(`${engine.name} ${engine.version}, ${engine.origin}`);
      const applies: { readonly count: number; readonly seconds: number }[] = [];
      for (const size of sizes) {
        report(`  ${size.count} phones, ${size.rounds} rounds; the median counts`);
        const { rows: measured, apply } = await compare(engine, size);
        rows.push(...measured);
        applies.push({ count: size.count, seconds: apply });
        report(`    apply ${apply.toFixed(1)} s`);
      }
      rows.push(growth(engine, applies));
    }
    return rows;
  },
};

/** A script and an idle engine as the peer. */
interface Sample {
  readonly ours: Watched;
  /** Ours as the standalone executable. */
  readonly executable: Watched;
  readonly script: number;
  readonly engine: number;
}

async function compare(engine: Engine, { count, rounds, megabytes }: (typeof sizes)[number]) {
  const folder = join(work, 'bench', 'fleet-server');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const log = join(folder, 'server.log');
  const server = await startRedirectServer(join(folder, 'data'), log);
  // The executable has a server of its own, because both builds declare the same phones.
  const second = await startRedirectServer(join(folder, 'data-executable'), join(folder, 'server-executable.log'));
  const mirrors = copyMirrors(folder);
  const provider = accountOf(server);
  const ours = await makeFolder({ engine, count, mirror: mirrors.bundle, provider });
  const executable = await makeFolder({
    engine,
    count,
    mirror: mirrors.executable,
    provider: accountOf(second),
    suffix: '-executable',
  });
  const alone = await makeFolder({ engine, count, mirror: mirrors.bundle, provider: null });
  const samples: Record<Command, Sample[]> = { apply: [], 'empty plan': [], 'change of ten': [], destroy: [] };
  const calls = new Map<Command, string>();
  let oneByOne: number | null = null;
  try {
    for (let round = 0; round < rounds; round++) {
      const scripted = await runScript(server, ours, count);
      // A new server answers its first calls more slowly, and the script has called only the other one.
      if (round === 0) await runScript(second, executable, count);
      if (round === 0 && count <= ONE_BY_ONE) oneByOne = scripted['one by one'];
      for (const command of commands) {
        const before = (await wholeLog(server, log)).length;
        const watched = await ours.measure(command);
        const during = (await wholeLog(server, log)).slice(before);
        if (round === 0) calls.set(command, callsIn(during));
        const standalone = await executable.measure(command);
        const { seconds } = await alone.measure(command);
        samples[command].push({
          ours: watched,
          executable: standalone,
          script: scripted[command],
          engine: seconds,
        });
      }
    }
  } finally {
    await Promise.all([server.stop(), second.stop()]);
    ours.remove();
    executable.remove();
    alone.remove();
  }
  const median = (command: Command, of: (sample: Sample) => number): number =>
    summarize(samples[command].map(of)).median;
  const seconds = (command: Command): number => median(command, (sample) => sample.ours.seconds);
  const named = (what: string): string =>
    `${engine.name} ${engine.version}, ${count.toLocaleString('en-US')} phones, ${what}`;
  const rows = commands.flatMap((command): Row[] => {
    const comparison = {
      name: named(command),
      unit: 's',
      value: seconds(command),
      peer: median(command, (sample) => sample.script + sample.engine),
      peerName: lowerBound,
    };
    const factor = { apply: 1.5, 'empty plan': 1.2, 'change of ten': null, destroy: null }[command];
    const bundle = factor !== null && count >= 100_000 ? atMost(factor, comparison) : forInformation(comparison);
    return [
      withExecutable(
        bundle,
        median(command, (sample) => sample.executable.seconds),
      ),
      forInformation({
        name: `  engine alone; calls: ${calls.get(command) ?? ''}`,
        unit: 's',
        value: median(command, (sample) => sample.engine),
      }),
    ];
  });
  const most = (of: (watched: Watched) => number | null, build: 'ours' | 'executable' = 'ours'): number =>
    Math.max(...commands.flatMap((command) => samples[command].map((sample) => of(sample[build]) ?? 0)));
  const memory = {
    name: named('most memory of the provider'),
    unit: 'MB',
    value: most((watched) => watched.childMegabytes),
  };
  rows.push(
    withExecutable(
      megabytes === null ? forInformation(memory) : judged(memory, `≤ ${megabytes} MB`, memory.value <= megabytes),
      most((watched) => watched.childMegabytes, 'executable'),
    ),
    forInformation({
      name: named('most memory of the engine'),
      unit: 'MB',
      value: most((watched) => watched.ownMegabytes),
    }),
  );
  if (oneByOne !== null) {
    rows.push(forInformation({ name: named('the script phone by phone'), unit: 's', value: oneByOne }));
  }
  return { rows, apply: seconds('apply') };
}

const accountOf = ({ url, username, password }: RedirectServer) => ({ endpoint: url, username, password });

/** The script's times in seconds. It leaves the server unchanged. */
async function runScript(server: RedirectServer, { file }: Folder, count: number) {
  const run = async (command: string, batch = BATCH): Promise<number> => {
    const args = [script, server.url, server.username, server.password, command, file, String(batch)];
    const { code, output, seconds } = await watch('python3', args, { cwd: work, env: process.env });
    if (code !== 0) throw new Error(`The script failed at ${command}:\n${output}`);
    return seconds;
  };
  let oneByOne = Number.NaN;
  if (count <= ONE_BY_ONE) {
    oneByOne = await run('register-one-by-one');
    await run('deregister');
  }
  const apply = await run('register');
  const list = await run('list');
  const destroy = await run('deregister');
  return { apply, 'empty plan': list, 'change of ten': list, destroy: list + destroy, 'one by one': oneByOne };
}

/** The exponent by which the time grows from the second largest fleet to the largest. */
function growth(engine: Engine, applies: readonly { readonly count: number; readonly seconds: number }[]): Row {
  const [smaller, larger] = applies.slice(-2);
  const exponent =
    smaller && larger
      ? Math.log(larger.seconds / smaller.seconds) / Math.log(larger.count / smaller.count)
      : Number.NaN;
  const name = `${engine.name} ${engine.version}, apply grows with the power of the number of phones`;
  return judged({ name, unit: '', value: exponent }, '≤ 1.1', exponent <= 1.1);
}

let marks = 0;

/** The server's log so far: waits until the last request is in the file. */
async function wholeLog({ url }: RedirectServer, log: string): Promise<string> {
  const mark = `/mark-${++marks}`;
  await fetch(url + mark);
  for (;;) {
    const text = readFileSync(log, 'utf8');
    if (text.includes(`"${mark}"`)) return text;
    await wait(20);
  }
}

/** Formats the server's calls: "1 listDevices, 2000 registerDeviceList". */
function callsIn(log: string): string {
  const counts = new Map<string, number>();
  for (const [, method = ''] of log.matchAll(/"rpc":"autoprov\.(\w+)"/g)) {
    counts.set(method, (counts.get(method) ?? 0) + 1);
  }
  return [...counts].map(([method, times]) => `${times} ${method}`).join(', ') || 'none';
}
