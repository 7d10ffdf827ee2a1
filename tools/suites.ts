import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { buildProduct } from './build.ts';
import { findEngines, NoEngineError } from './engine/index.ts';
import { findForeignTools } from './foreign-tools.ts';
import { goPeer } from './go-peers.ts';
import { makeMirror } from './mirror.ts';
import { root, work } from './paths.ts';
import { failStep, startStep } from './progress.mjs';
import { run } from './run.ts';

/** What is counted in the last line. */
interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

// npm test, once packages and Node.js 22 are there (test.mjs). Arguments are jest's: `npm test -- test/server`.
const jestArguments = process.argv.slice(2);
const total: Count = { passed: 0, failed: 0, skipped: 0 };

// Whoever asks for one suite does not wait for what looks at every file.
if (jestArguments.length === 0) await checkFiles();
if (await prepare()) add(await runJest());
const { passed, failed, skipped } = total;
process.stdout.write(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

/** Format, lint and types: what takes seconds comes first. */
async function checkFiles(): Promise<void> {
  const step = startStep('Format, lint, types');
  step.note('reading every file');
  const checks = [
    { name: 'prettier', args: ['--check', '--log-level', 'warn', '.'] },
    { name: 'eslint', args: ['.'] },
    { name: 'tsc', args: ['-p', '.'] },
  ];
  const results = await Promise.all(
    checks.map(async ({ name, args }) => ({ name, ...(await run(name, args, { cwd: root })) })),
  );
  const bad = results.filter(({ code }) => code !== 0);
  total.passed += results.length - bad.length;
  total.failed += bad.length;
  if (bad.length === 0) step.done('in order');
  else failStep();
  for (const { name, output } of bad) process.stdout.write(`\n${name}:\n${output}\n`);
}

/** The product, the engines and their mirror. Returns false when the tests cannot be run. */
async function prepare(): Promise<boolean> {
  try {
    const building = startStep('Provider');
    building.note('bundling');
    await Promise.all([buildProduct(), makeMirror()]);
    building.done('built');

    const looking = startStep('Engines');
    const engines = await findEngines(looking.note);
    looking.done(engines.map(({ name, version }) => `${name} ${version}`).join(', '), { time: false });
    // The acceptance tests read it (test/support/engine.ts).
    mkdirSync(work, { recursive: true });
    writeFileSync(join(work, 'engines.json'), JSON.stringify(engines, null, 2));

    const asking = startStep('Foreign peers');
    const { paths, problem } = await findForeignTools(asking.note);
    if (problem === undefined) asking.done(Object.keys(paths).join(', '), { time: false });
    // The tests that need it fail, and say so; the others run.
    else asking.fail(problem);
    // test/portal/browser.ts reads it.
    writeFileSync(join(work, 'foreign-tools.json'), JSON.stringify(paths));

    if (wants('conformance')) await buildGoPeers();
    return true;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    failStep();
    process.stdout.write(`\n${error instanceof NoEngineError ? error.message : (error.stack ?? error.message)}\n`);
    total.failed += 1;
    return false;
  }
}

/** True where these tests are among those that were asked for. */
function wants(suite: string): boolean {
  const paths = jestArguments.filter((argument) => argument.includes('test'));
  return paths.length === 0 || paths.some((path) => path.includes(`test/${suite}`) || /test\/?$/.test(path));
}

/** What only Go can build: without it test/conformance has nothing to compare with, and says so. */
async function buildGoPeers(): Promise<void> {
  const step = startStep('Go peers');
  const problems: string[] = [];
  for (const name of ['go-peer', 'go-acceptance'] as const) {
    const built = await goPeer(name, step.note);
    if ('problem' in built) problems.push(built.problem);
  }
  if (problems.length === 0) step.done('terraform-plugin-framework, terraform-plugin-testing', { time: false });
  else step.fail(`test/conformance is left out: ${[...new Set(problems)].join('; ')}`);
}

async function runJest(): Promise<Count> {
  const resultFile = join(work, 'jest.json');
  rmSync(resultFile, { force: true });
  process.stdout.write('\n');
  const jest = spawn(
    process.execPath,
    [
      join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
      '--json',
      `--outputFile=${resultFile}`,
      // Most tests wait for other processes.
      `--maxWorkers=${availableParallelism()}`,
      ...jestArguments,
    ],
    {
      cwd: root,
      // jest draws on stderr; here it goes where all the rest goes.
      stdio: ['ignore', 'ignore', process.stdout],
      env: { ...process.env, NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning' },
    },
  );
  const code = await new Promise<number>((resolve) => jest.once('close', (status) => resolve(status ?? 1)));
  const counted = readCount(resultFile);
  // jest may fail where no test does: it found none, or it was ended.
  return code !== 0 && counted.failed === 0 ? { ...counted, failed: 1 } : counted;
}

function readCount(file: string): Count {
  try {
    const result: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const number = (name: string): number => {
      const value: unknown = typeof result === 'object' && result !== null ? Reflect.get(result, name) : undefined;
      return typeof value === 'number' ? value : 0;
    };
    return {
      passed: number('numPassedTests'),
      // A suite that could not even be loaded has no tests to count.
      failed: number('numFailedTests') + number('numRuntimeErrorTestSuites'),
      skipped: number('numPendingTests') + number('numTodoTests'),
    };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

function add(count: Count): void {
  total.passed += count.passed;
  total.failed += count.failed;
  total.skipped += count.skipped;
}
