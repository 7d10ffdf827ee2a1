import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { npmTarball, root } from '../../../tools/paths.ts';
import { type Env, run } from '../../../tools/run.ts';
import { codeBlocks } from '../../support/markdown.ts';

// Someone who is new to the product has the tarball and an empty folder outside of the repository.

/** A user with an empty home and an empty folder for a project. */
export interface PackageUser {
  readonly dir: string;
  readonly env: Env;
  write(files: Readonly<Record<string, string>>): void;
  read(file: string): string;
  /** Runs a program and returns its standard output. @throws Error with all of its output if it fails */
  succeed(command: string, args: readonly string[], more?: Env): Promise<string>;
  /** Installs the packages that package.json lists, from npm's own cache where it has them. */
  install(): Promise<void>;
  remove(): void;
}

/** @param node the Node.js to use; the one of this process by default */
export function createPackageUser(node: string = process.execPath): PackageUser {
  const dir = mkdtempSync(join(tmpdir(), 'gigaset-user-'));
  const home = join(dir, 'home');
  const project = join(dir, 'project');
  for (const folder of [home, project]) mkdirSync(folder);
  const env: Env = {
    ...withoutSettings(process.env),
    HOME: home,
    PATH: pathWith(node),
    CHECKPOINT_DISABLE: '1',
    CI: '1',
  };
  const succeed: PackageUser['succeed'] = async (command, args, more = {}) => {
    const { code, output, stdout } = await run(command, args, { cwd: project, env: { ...env, ...more } });
    if (code !== 0) throw new Error(`${[command, ...args].join(' ')} ended with code ${code}:\n${output}`);
    return stdout;
  };
  return {
    dir: project,
    env,
    succeed,
    write: (files) => {
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(dirname(join(project, name)), { recursive: true });
        writeFileSync(join(project, name), text);
      }
    },
    read: (file) => readFileSync(join(project, file), 'utf8'),
    install: async () => {
      // The user's home has the settings for the registry and the cache.
      await succeed('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund'], { HOME: homedir() });
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

/** Without the tester's settings for engines and Node.js, and without those that `npm test` passes on. */
function withoutSettings(env: Env): Env {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(npm|TF|GIGASET|CDKTF|XDG)_|^NODE_OPTIONS$/i.test(name)),
  );
}

/** PATH with a Node.js first, and without the programs of this repository. */
function pathWith(node: string): string {
  const others = (process.env['PATH'] ?? '').split(delimiter).filter((entry) => !entry.includes('node_modules'));
  return [dirname(node), ...others].join(delimiter);
}

/** A package.json with the tarball among its dependencies. */
export const manifestWith = (
  dependencies: Readonly<Record<string, string>>,
  more: Readonly<Record<string, unknown>> = {},
): string =>
  JSON.stringify({
    private: true,
    dependencies: { ...dependencies, 'gigaset-redirect': `file:${npmTarball}` },
    ...more,
  });

/** The program for CDKTN in the README of the package. */
export const readmeProgram = (): string => readmeBlock('TerraformStack');

/** The client in the README of the package. */
export const readmeClient = (): string => readmeBlock('createClient');

function readmeBlock(word: string): string {
  const block = codeBlocks(root, 'tools/package/README.md').find(({ text }) => text.includes(word));
  if (block === undefined) throw new Error(`The README of the package has no code block with ${word}`);
  return block.text;
}

/** Copies the project that `cdktf init --template=typescript --local` or `cdktn init` makes, before it installs packages. */
export function copyTemplate(user: PackageUser, library: 'cdktf' | 'cdktn'): void {
  const template = join(root, 'node_modules', `${library}-cli`, 'bundle', 'templates', 'typescript');
  for (const name of ['tsconfig.json', 'jest.config.js', 'setup.js', '__tests__']) {
    cpSync(join(template, name), join(user.dir, name), { recursive: true });
  }
  const fill = (name: string): string =>
    readFileSync(join(template, name), 'utf8')
      .replaceAll(/\{\{ ?\$base ?\}\}/g, 'fleet')
      .replace('{{projectId}}', '2f7c0a56-9f0e-4f43-9c67-2b1a8d5e3c10')
      .replace('{{sendCrashReports}}', 'false')
      .replace('{{futureFlags}}', '');
  user.write({ 'cdktf.json': fill('cdktf.json'), 'package.json': fill('package.json') });
}
