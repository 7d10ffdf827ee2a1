import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { dist, work } from '../tools/paths.ts';
import { buildExecutable, commandLineSource, fetchRuntime, hostTarget } from '../tools/release/index.ts';
import type { Benchmark } from './benchmark.ts';
import { writeDeviceFile, writePlan } from './cli/documents.ts';
import { atLeast, atMost, forInformation, judged } from './compare.ts';
import { watch, type Watched } from './fleet-list/watch.ts';
import { inTurns, summarize } from './measure.ts';
import type { Row } from './row.ts';
import { phoneCount, redirectUrl } from './server/fleet.ts';
import { startOurs } from './server/processes.ts';

const START_ROUNDS = 20;
const ROUNDS = 5;

const commandLine = [process.execPath, '--disable-warning=ExperimentalWarning', join(dist, 'cli.mjs')] as const;

/** What people and pipelines wait for on the command line: its start, and a fleet of 100,000 phones. */
export const cli: Benchmark = {
  name: 'cli',
  about: 'the command line: its start, against bare Node.js and Bun; list, diff and report of 100,000 phones',
  run: async (report) => [...(await startRows(report)), ...(await fleetRows(report))],
};

async function startRows(report: (line: string) => void): Promise<readonly Row[]> {
  const executable = await buildExecutable(await commandLineSource(), hostTarget(), report);
  const bun = await fetchRuntime(hostTarget(), report);
  report(`--version, ${START_ROUNDS} rounds, in turns; the median counts`);
  const samples = await inTurns(
    {
      launcher: () => milliseconds([join(dist, 'gigaset-redirect'), '--version']),
      node: () => milliseconds([process.execPath, '-e', '0']),
      executable: () => milliseconds([executable, '--version']),
      bun: () => milliseconds([bun, '-e', '0']),
      help: () => milliseconds([join(dist, 'gigaset-redirect'), 'list', '--help']),
    },
    START_ROUNDS,
    // The first start compiles and caches the code.
    { warmUp: 2 },
  );
  const median = (name: keyof typeof samples): number => summarize(samples[name]).median;
  const bareNode = { unit: 'ms', peer: median('node'), peerName: 'node -e 0' };
  return [
    atMost(2, { name: '--version', value: median('launcher'), ...bareNode }),
    forInformation({ name: 'list --help, which loads the commands', value: median('help'), ...bareNode }),
    atMost(1.5, {
      name: '--version of the executable',
      unit: 'ms',
      value: median('executable'),
      peer: median('bun'),
      peerName: 'bun -e 0',
    }),
  ];
}

async function fleetRows(report: (line: string) => void): Promise<readonly Row[]> {
  const folder = join(work, 'bench', 'cli');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const [devices, plan] = [join(folder, 'devices.csv'), join(folder, 'plan.json')];
  writeDeviceFile(devices, phoneCount, redirectUrl);
  await writePlan(plan, phoneCount, redirectUrl);
  const server = await startOurs();
  const { username, password } = new URL(server.rpcUrl);
  const env = {
    ...process.env,
    GIGASET_ENDPOINT: server.url,
    GIGASET_USERNAME: username,
    GIGASET_PASSWORD: decodeURIComponent(password),
  };
  /** Runs a command to its end. @throws unless it prints what it must */
  const run = async (command: readonly string[], expected: RegExp): Promise<Watched> => {
    const [program = '', ...args] = command;
    const watched = await watch(program, args, { cwd: folder, env });
    if (watched.code === 0 && expected.test(watched.output)) return watched;
    throw new Error(`${command.join(' ')} failed with ${String(watched.code)}:\n${watched.output.slice(0, 2000)}`);
  };
  try {
    report(
      `list, diff and report of ${phoneCount}, ${ROUNDS} rounds, in turns; the median of the times, the most memory`,
    );
    const listing = new RegExp(`^mac_id,url,provider_name\\r?\\n(?:[0-9A-F]{12},[^\\n]*\\n){${phoneCount}}$`);
    const samples = await inTurns(
      {
        list: () => run([...commandLine, 'list', '--format', 'csv'], listing),
        python: () => run(['python3', join(import.meta.dirname, 'cli', 'list.py'), server.rpcUrl], listing),
        diff: () => run([...commandLine, 'diff', devices], new RegExp(`\\b${phoneCount} as declared`)),
        report: () => run([...commandLine, 'report', plan], /100,000 phones re-pointed/),
      },
      ROUNDS,
      { warmUp: 1 },
    );
    const seconds = (name: keyof typeof samples): number =>
      summarize(samples[name].map((sample) => sample.seconds)).median;
    const megabytes = (name: keyof typeof samples): number =>
      Math.max(...samples[name].map(({ ownMegabytes }) => ownMegabytes ?? Number.NaN));
    const timed = (name: string, value: number, limit: number): Row =>
      judged({ name, unit: 's', value }, `< ${limit} s`, value < limit);
    const sized = (name: string, value: number, limit: number): Row =>
      judged({ name, unit: 'MB', value }, `< ${limit} MB`, value < limit);
    return [
      atLeast(3, {
        name: 'list of 100,000 to CSV',
        unit: 'phones/s',
        value: phoneCount / seconds('list'),
        peer: phoneCount / seconds('python'),
        peerName: "a script with Python's xmlrpc.client and csv",
      }),
      forInformation({ name: 'list, memory', unit: 'MB', value: megabytes('list'), peer: megabytes('python') }),
      timed('diff of a file with 100,000', seconds('diff'), 3),
      sized('diff of a file, memory', megabytes('diff'), 500),
      timed('report of 100,000 single devices', seconds('report'), 2),
      sized('report, memory', megabytes('report'), 300),
    ];
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function milliseconds(command: readonly string[]): Promise<number> {
  const [program = '', ...args] = command;
  const { seconds, code, output } = await watch(program, args, { cwd: work, env: process.env });
  if (code !== 0) throw new Error(`${command.join(' ')} failed:\n${output}`);
  return seconds * 1000;
}
