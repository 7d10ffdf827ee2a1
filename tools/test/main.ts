import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildProduct } from '../build.ts';
import { findEngines, NoEngineError } from '../engine/index.ts';
import { findProgram } from '../find-program.ts';
import { goPeer } from '../go.ts';
import { makeMirror } from '../mirror.ts';
import { buildPackage, packPackage } from '../package/index.ts';
import { npmTarball, work } from '../paths.ts';
import { failStep, startStep } from '../progress.mjs';
import { checkFiles } from './checks.ts';
import { chromiumPrograms, unpackChromium } from './chromium.ts';
import { buildHostExecutables } from './host-executables.ts';
import { runJest } from './jest.ts';
import { needsOf, type Needs, type Tier, tiers } from './tiers.ts';

// npm test, once the packages and Node.js 22 are installed (tools/test.mjs). `--tier NAME` runs one tier; all other
// arguments are jest's: `npm test -- test/integration/server`. With `--executables`, the provider and the command line are
// the standalone executables instead of the bundles in dist/.

const { chosen, onExecutables, args } = readArguments(process.argv.slice(2));
// test/support/executables.ts reads it.
process.env['TEST_EXECUTABLES'] = onExecutables ? '1' : '';
const paths = args.filter((argument) => !argument.startsWith('-')).map((path) => path.replace(/^\.\//, ''));

let passed = 0;
let failed = 0;
let skipped = 0;
// A run of selected tests skips the checks, which read every file.
if (args.length === 0 && chosen.length === tiers.length) await check();
const needs = needsOf(chosen, paths);
if (await prepare({ ...needs, executables: needs.executables || onExecutables })) {
  process.stdout.write('\n');
  const count = await runJest(chosen, args);
  passed += count.passed;
  failed += count.failed;
  report(count.skipped);
} else {
  failed += 1;
}
const continuousIntegration = (process.env['CI'] ?? '') !== '' && process.env['CI'] !== 'false';
if (continuousIntegration && skipped > 0) {
  process.stdout.write('\nCI is set: every test must run, so the skipped ones count as failed.\n');
  failed += skipped;
  skipped = 0;
}
process.stdout.write(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

interface Arguments {
  readonly chosen: readonly Tier[];
  readonly onExecutables: boolean;
  readonly args: readonly string[];
}

function readArguments(all: readonly string[]): Arguments {
  const onExecutables = all.includes('--executables');
  const given = all.filter((argument) => argument !== '--executables');
  const at = given.indexOf('--tier');
  if (at < 0) return { chosen: tiers, onExecutables, args: given };
  const named = tiers.find((tier) => tier === given[at + 1]);
  if (named === undefined) throw new Error(`--tier takes one of ${tiers.join(', ')}.`);
  return { chosen: [named], onExecutables, args: [...given.slice(0, at), ...given.slice(at + 2)] };
}

/** Format, lint and types come first, since they take seconds. */
async function check(): Promise<void> {
  const step = startStep('Format, lint, types');
  step.note('reading every file');
  const results = await checkFiles();
  if (results === undefined) {
    step.done('in order, unchanged since the last check', { time: false });
    return;
  }
  const bad = results.filter(({ succeeded }) => !succeeded);
  passed += results.length - bad.length;
  failed += bad.length;
  if (bad.length === 0) step.done('in order');
  else failStep();
  for (const { name, output } of bad) process.stdout.write(`\nnpm run ${name}:\n${output}\n`);
}

/** Builds and finds what the tests need. Returns false if they cannot run. */
async function prepare(needs: Needs): Promise<boolean> {
  try {
    mkdirSync(work, { recursive: true });
    if (needs.build) {
      const step = startStep('Provider');
      step.note('bundling');
      await Promise.all([buildProduct(), makeMirror()]);
      step.done('built');
    }
    if (needs.executables) {
      const step = startStep('Executables');
      step.done(await buildHostExecutables(step.note));
    }
    if (needs.npmPackage) {
      const step = startStep('npm package');
      step.note('bundling, emitting types');
      await buildPackage();
      await packPackage(npmTarball);
      step.done('packed');
    }
    if (needs.engines) {
      const step = startStep('Engines');
      const engines = await findEngines(step.note);
      step.done(engines.map(({ name, version }) => `${name} ${version}`).join(', '), { time: false });
      // test/support/engine.ts reads it.
      writeFileSync(join(work, 'engines.json'), JSON.stringify(engines, null, 2));
    }
    if (needs.goPeers) await buildGoPeers();
    if (needs.chromium) await findChromium();
    return true;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    failStep();
    process.stdout.write(`\n${error instanceof NoEngineError ? error.message : (error.stack ?? error.message)}\n`);
    return false;
  }
}

/** Builds what only Go can build. Without Go, the tests that compare the framework with the one in Go are skipped. */
async function buildGoPeers(): Promise<void> {
  const step = startStep('Go peers');
  const problems: string[] = [];
  for (const name of ['go-peer', 'go-acceptance'] as const) {
    const built = await goPeer(name, step.note);
    if ('problem' in built) problems.push(built.problem);
  }
  if (problems.length === 0) step.done('terraform-plugin-framework, terraform-plugin-testing', { time: false });
  else step.fail([...new Set(problems)].join('; '));
}

/** Finds Chromium on PATH, where CHROMIUM says, or in the package that carries one. */
async function findChromium(): Promise<void> {
  const step = startStep('Chromium');
  const chosenPath = process.env['CHROMIUM'] ?? '';
  const names = chosenPath === '' ? chromiumPrograms : [chosenPath];
  const onPath = names.map((name) => findProgram(name)).find((path) => path !== undefined);
  if (onPath !== undefined) {
    step.done(onPath, { time: false });
    return;
  }
  step.note('unpacking the one in @sparticuz/chromium');
  const unpacked = await unpackChromium();
  if (unpacked === undefined) step.fail('not found, and the one in @sparticuz/chromium does not start');
  else step.done('from @sparticuz/chromium');
}

/** Prints which tests were skipped, and why. */
function report(titles: ReadonlyMap<string, number>): void {
  if (titles.size === 0) return;
  process.stdout.write('\nSkipped:\n');
  for (const [title, count] of titles) {
    skipped += count;
    process.stdout.write(`  ${title} (${count} ${count === 1 ? 'test' : 'tests'})\n`);
  }
}
