import { buildProduct } from '../tools/build.ts';
import { makeMirror } from '../tools/mirror.ts';
import { bold, formatDuration, green, red, startStep } from '../tools/progress.mjs';
import type { Benchmark } from './benchmark.ts';
import { cli } from './cli.ts';
import { codec } from './codec.ts';
import { devices } from './devices.ts';
import { fleet } from './fleet-list.ts';
import { handshake } from './handshake.ts';
import { latency } from './latency.ts';
import { portal } from './portal.ts';
import { machine, writeResults } from './results.ts';
import type { Row } from './row.ts';
import { server } from './server.ts';
import { table, verdict } from './table.ts';

// npm run bench, after tools/bench.mjs has prepared packages and Node.js 22. Arguments are names; by default all.

const benchmarks: readonly Benchmark[] = [handshake, codec, devices, fleet, latency, server, portal, cli];

const names = process.argv.slice(2);
const stranger = names.find((name) => !benchmarks.some((benchmark) => benchmark.name === name));
if (stranger !== undefined) {
  process.stderr.write(`There is no benchmark "${stranger}". There are:\n`);
  for (const { name, about } of benchmarks) process.stderr.write(`  ${name.padEnd(12)}${about}\n`);
  process.exitCode = 2;
} else {
  const building = startStep('Provider');
  building.note('bundling');
  await Promise.all([buildProduct(), makeMirror()]);
  building.done('built');
  const { cores, memoryGiB, platform, node } = machine();
  print(`On ${cores} cores, ${memoryGiB} GiB, ${platform}, Node.js ${node}.`);
  const rows: Row[] = [];
  for (const benchmark of benchmarks) {
    if (names.length === 0 || names.includes(benchmark.name)) rows.push(...(await runOne(benchmark)));
  }
  summarise(rows);
}

async function runOne(benchmark: Benchmark): Promise<readonly Row[]> {
  const { name, about } = benchmark;
  print(`\n${bold(name)}: ${about}`);
  const started = performance.now();
  const rows = await benchmark.run((line) => print(`  ${line}`));
  print('');
  for (const line of table(rows)) print(`  ${line}`);
  print(`\n  ${formatDuration(performance.now() - started)}; written to ${writeResults(name, rows)}`);
  return rows;
}

/** Prints the verdict. A missed goal does not change the exit code. */
function summarise(rows: readonly Row[]): void {
  const judged = rows.filter(({ ok }) => ok !== null);
  const missed = judged.filter(({ ok }) => ok === false);
  print('');
  if (missed.length === 0) {
    print(green(`${judged.length === 1 ? 'The goal is' : `All ${judged.length} goals are`} reached.`));
    return;
  }
  print(red(`${missed.length} of ${judged.length} goals NOT reached:`));
  for (const row of missed) print(`  ${row.name}: ${verdict(row).toLowerCase()}`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
