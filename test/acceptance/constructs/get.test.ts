import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { libraries, type Library } from '../../../tools/constructs/libraries.ts';
import { engineEnv } from '../../../tools/engine-env.ts';
import { root, version, work } from '../../../tools/paths.ts';
import { run } from '../../../tools/run.ts';
import { engines } from '../../support/engine.ts';
import { describeUnless } from '../../support/foreign-peers.ts';

interface Shape {
  /** The stack that a program synthesizes with the bindings. */
  readonly json: unknown;
  /** The public members of each class. */
  readonly members: Readonly<Record<string, readonly string[]>>;
}

let folder: string;
beforeAll(() => {
  // Inside the project, where Node.js finds the packages that the bindings import.
  mkdirSync(work, { recursive: true });
  folder = mkdtempSync(join(work, 'get-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('constructs/gen/ is up to date with the schema', async () => {
  const args = ['--disable-warning=ExperimentalWarning', 'tools/constructs/main.ts', '--check'];
  const checked = await run(process.execPath, args, { cwd: root, env: { ...process.env, NODE_OPTIONS: undefined } });
  expect(checked).toMatchObject({ code: 0 });
});

// With OpenTofu, `cdktf get` looks for the provider under the wrong host and finds nothing.
const terraform = engines().find(({ name }) => name === 'Terraform');
const reason = terraform === undefined ? 'cdktf get reads schemas with Terraform only, which is missing' : undefined;

describeUnless(reason, 'the constructs', () => {
  test.each(libraries)('have the shape of those that %s get generates', async (library) => {
    const generated = await shapeOf(library, await get(library));
    const ours = await shapeOf(library, join(root, 'constructs/gen', library));
    expect(ours).toEqual(generated);
  });
});

/** Runs `cdktf get` or `cdktn get` in a new folder and returns the folder of the bindings. */
async function get(library: Library): Promise<string> {
  const cwd = mkdtempSync(join(folder, library));
  const project = {
    language: 'typescript',
    app: 'none',
    sendCrashReports: 'false',
    codeMakerOutput: 'generated',
    terraformProviders: [`gigaset-redirect/gigaset@${version}`],
    // Only cdktn knows this setting, without which Node.js does not find what its bindings import from each other.
    languageOptions: { importExtension: '.ts' },
  };
  writeFileSync(join(cwd, 'cdktf.json'), JSON.stringify(project));
  const env = {
    ...engineEnv(),
    TERRAFORM_BINARY_NAME: terraform?.path,
    CDKTF_HOME: join(work, library),
    DISABLE_VERSION_CHECK: '1',
    NODE_OPTIONS: undefined,
  };
  expect(await run(join(root, 'node_modules/.bin', library), ['get'], { cwd, env })).toMatchObject({ code: 0 });
  return join(cwd, 'generated/providers/gigaset');
}

/** Inspects bindings in a separate process, because generated files are not part of the tests. */
async function shapeOf(library: Library, bindings: string): Promise<Shape> {
  // cdktf get writes parameter properties, which type stripping does not support.
  const options = ['--experimental-transform-types', '--disable-warning=ExperimentalWarning'];
  const { code, stdout, output } = await run(
    process.execPath,
    [...options, join(import.meta.dirname, 'bindings.ts'), library, bindings],
    { cwd: root, env: { ...process.env, NODE_OPTIONS: undefined } },
  );
  if (code !== 0) throw new Error(output);
  const shape: Shape = JSON.parse(stdout);
  return shape;
}
