import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ProviderBuild } from '../../tools/engine-env.ts';
import { testsExecutables } from './executables.ts';

/** Terraform or OpenTofu, as found by the test runner. */
export interface TestEngine {
  readonly name: 'Terraform' | 'OpenTofu';
  readonly version: string;
  readonly path: string;
  /** The build of the provider that its projects use. */
  readonly provider: ProviderBuild;
}

const file = join(import.meta.dirname, '../../.work/engines.json');

/**
 * The engines that acceptance tests run on, for `describe.each(engines())('$name $version', …)`.
 *
 * @throws if the test runner has not looked for them
 */
export function engines(): readonly TestEngine[] {
  let found: unknown;
  try {
    found = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error('The engines are not set up yet. Run the tests by: npm test -- test/acceptance', { cause: error });
  }
  if (Array.isArray(found) && found.length > 0 && found.every(isEngine)) {
    const provider = testsExecutables ? 'executable' : 'bundle';
    return found.map((engine) => ({ ...engine, provider }));
  }
  throw new Error(`${file} lists no engines. Run the tests by: npm test -- test/acceptance`);
}

/**
 * One of the engines, for tests whose subject is not the engine: `describe.each(oneEngine(import.meta.filename))`.
 * The name of the file decides which, so that the files are spread over the installed engines and a file keeps its own.
 * With TERRAFORM_BINARY_NAME, `engines` lists only that engine: the CI workflow runs the acceptance tests once with each,
 * so every file runs on both there.
 */
export function oneEngine(filename: string): readonly TestEngine[] {
  const sum = Array.from(basename(filename), (character) => character.charCodeAt(0)).reduce((a, b) => a + b, 0);
  return [engineAt(sum)];
}

/** The engines in turn, for a list of tests each of which runs on one of them. */
export function engineAt(index: number): TestEngine {
  const all = engines();
  const engine = all[index % all.length];
  if (engine === undefined) throw new Error('There is no engine.');
  return engine;
}

/** The same engines with the provider as a standalone executable. */
export const withExecutable = (all: readonly TestEngine[]): readonly TestEngine[] =>
  all.map((engine) => ({ ...engine, provider: 'executable' }));

function isEngine(value: unknown): value is Omit<TestEngine, 'provider'> {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['name', 'version', 'path'].every((key) => typeof Reflect.get(value, key) === 'string')
  );
}
