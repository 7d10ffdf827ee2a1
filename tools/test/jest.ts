import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { root, work } from '../paths.ts';
import { endMarked, MARK } from './leftovers.ts';
import { type Tier, tiers } from './tiers.ts';

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** How many tests ended how. */
export interface TestCount {
  readonly passed: number;
  readonly failed: number;
  /** The titles of the tests that were skipped, one for each suite. */
  readonly skipped: ReadonlyMap<string, number>;
}

/** Whether the arguments ask jest to stay and run tests again when files change. */
const watches = (args: readonly string[]): boolean => args.some((argument) => /^--watch(All)?$/.test(argument));

/** Runs jest on some tiers. In watch mode the terminal belongs to jest, and nothing is counted. */
export async function runJest(chosen: readonly Tier[], args: readonly string[]): Promise<TestCount> {
  const resultFile = join(work, 'jest.json');
  const mark = `run-${process.pid}`;
  rmSync(resultFile, { force: true });
  const watching = watches(args);
  const jest = spawn(
    process.execPath,
    [
      join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
      ...(watching ? [] : ['--json', `--outputFile=${resultFile}`]),
      // Most tests wait for other processes, so even the last core is used.
      `--maxWorkers=${availableParallelism()}`,
      ...args,
      // Last, because jest takes every word after it for the name of a project.
      ...(chosen.length < tiers.length ? ['--selectProjects', ...chosen] : []),
    ],
    {
      cwd: root,
      // jest draws on stderr, and prints the JSON on stdout as well.
      stdio: watching ? 'inherit' : ['ignore', 'ignore', process.stdout],
      env: {
        ...process.env,
        NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning',
        [MARK]: mark,
      },
    },
  );
  // Ctrl-C reaches jest as well. After it, and after a crash of jest, tests have had no chance to clean up.
  const stop = (signal: NodeJS.Signals): void => void jest.kill(signal);
  for (const signal of STOP_SIGNALS) process.on(signal, stop);
  const code = await new Promise<number>((resolve) => jest.once('exit', (status) => resolve(status ?? 1)));
  for (const signal of STOP_SIGNALS) process.off(signal, stop);
  endMarked(mark);
  if (watching) return { passed: 0, failed: code === 0 ? 0 : 1, skipped: new Map() };
  const count = readResults(resultFile);
  // jest can fail although no test did: when it finds none, or is killed.
  return code !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count;
}

function readResults(file: string): TestCount {
  let results: unknown;
  try {
    results = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 1, skipped: new Map() };
  }
  const skipped = new Map<string, number>();
  for (const suite of list(results, 'testResults')) {
    for (const assertion of list(suite, 'assertionResults')) {
      if (!['pending', 'todo', 'skipped'].includes(String(property(assertion, 'status')))) continue;
      const titles = [...list(assertion, 'ancestorTitles'), property(assertion, 'title')].map(String);
      // describeUnless() puts the reason into the title of the suite.
      const title = titles.find((text) => text.includes('[skipped:')) ?? titles.join(' › ');
      skipped.set(title, (skipped.get(title) ?? 0) + 1);
    }
  }
  return {
    passed: Number(property(results, 'numPassedTests') ?? 0),
    // A suite that could not be loaded has no tests to count.
    failed:
      Number(property(results, 'numFailedTests') ?? 0) + Number(property(results, 'numRuntimeErrorTestSuites') ?? 0),
    skipped,
  };
}

const property = (of: unknown, name: string): unknown =>
  typeof of === 'object' && of !== null ? Reflect.get(of, name) : undefined;

function list(of: unknown, name: string): readonly unknown[] {
  const value = property(of, name);
  return Array.isArray(value) ? value : [];
}
