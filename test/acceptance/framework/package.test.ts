import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { engineEnv } from '../../../tools/engine-env.ts';
import { root } from '../../../tools/paths.ts';
import { run } from '../../../tools/run.ts';
import { engines } from '../../support/engine.ts';

// A stranger's first provider: the packed framework and its example, in folders outside of the repository.

let folder: string;
let project: string;

/** `npm test` passes this repository's npm settings on, such as ignore-scripts. A stranger does not have them. */
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));

async function succeed(command: string, args: readonly string[], cwd: string): Promise<string> {
  const { code, output, stdout } = await run(command, args, { cwd, env });
  if (code !== 0) throw new Error(`${[command, ...args].join(' ')} ended with code ${code}:\n${output}`);
  return stdout;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'framework-package-'));
  const framework = join(folder, 'framework');
  const generated = ['node_modules', 'dist'];
  cpSync(join(root, 'framework'), framework, {
    recursive: true,
    filter: (path) => !generated.includes(basename(path)),
  });
  await succeed('npm', ['install', '--no-audit', '--no-fund'], framework);
  await succeed('npm', ['pack', '--silent'], framework);
  const tarball = readdirSync(framework).find((name) => name.endsWith('.tgz'));
  if (tarball === undefined) throw new Error('npm pack wrote no tarball');

  project = join(folder, 'project');
  mkdirSync(project);
  const { devDependencies }: { devDependencies: Record<string, string> } = JSON.parse(
    readFileSync(join(framework, 'package.json'), 'utf8'),
  );
  const manifest = {
    type: 'module',
    dependencies: { '@gigaset-redirect/framework': `file:${join(framework, tarball)}` },
    devDependencies,
  };
  writeFileSync(join(project, 'package.json'), JSON.stringify(manifest));
  const compilerOptions = {
    module: 'nodenext',
    target: 'es2024',
    strict: true,
    types: ['node'],
    outDir: 'dist',
    rootDir: 'src',
    rewriteRelativeImportExtensions: true,
  };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['src'] }));
  cpSync(join(framework, 'example'), join(project, 'src'), { recursive: true });
  await succeed('npm', ['install', '--no-audit', '--no-fund'], project);
  // The library check covers the declarations of the package.
  await succeed('npx', ['tsc', '-p', '.'], project);

  const plugin = join(project, 'bin', 'terraform-provider-null');
  mkdirSync(join(project, 'bin'));
  writeFileSync(
    plugin,
    `#!/bin/sh\nexec ${JSON.stringify(process.execPath)} ${JSON.stringify(join(project, 'dist/main.js'))} "$@"\n`,
  );
  chmodSync(plugin, 0o755);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the package contains code, declarations and licences, and needs one package', () => {
  const installed = join(project, 'node_modules', '@gigaset-redirect/framework');
  const files = readdirSync(installed, { recursive: true, encoding: 'utf8' });
  expect(files).toEqual(
    expect.arrayContaining([
      'README.md',
      'LICENSE',
      'gen/LICENSE-MPL-2.0',
      'dist/index.js',
      'dist/index.d.ts',
      'dist/testing/index.js',
      'dist/testing/index.d.ts',
    ]),
  );
  expect(files.filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))).toEqual([]);
  const { dependencies }: { dependencies: object } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  expect(Object.keys(dependencies)).toEqual(['@bufbuild/protobuf']);
});

describe.each(engines())('$name $version', ({ name, path }) => {
  test('applies, replans and destroys with the example provider', async () => {
    const cwd = join(folder, name);
    mkdirSync(cwd);
    cpSync(join(project, 'src/main.tf'), join(cwd, 'main.tf'));
    const overrides = `dev_overrides {\n    "hashicorp/null" = ${JSON.stringify(join(project, 'bin'))}\n  }`;
    writeFileSync(join(cwd, 'terraformrc'), `provider_installation {\n  ${overrides}\n}\n`);
    const env = { ...engineEnv(), TF_CLI_CONFIG_FILE: join(cwd, 'terraformrc') };
    const engine = (...args: readonly string[]) => run(path, [...args, '-no-color'], { cwd, env });
    const applied = await engine('apply', '-auto-approve');
    expect(applied).toMatchObject({ code: 0, output: expect.stringContaining('1 added') });
    expect(await engine('plan', '-detailed-exitcode')).toMatchObject({ code: 0 });
    expect(await engine('destroy', '-auto-approve')).toMatchObject({
      code: 0,
      output: expect.stringContaining('1 destroyed'),
    });
  });
});
