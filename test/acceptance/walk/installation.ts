import assert from 'node:assert/strict';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { findProgram } from '../../../tools/find-program.ts';
import { npmTarball } from '../../../tools/paths.ts';
import { hostTarget, providerArchive, providerSource } from '../../../tools/release/index.ts';
import type { TestEngine } from '../../support/engine.ts';
import { executables } from '../../support/executables.ts';
import { createPackageUser, type PackageUser } from '../package/package-user.ts';

/** How the product comes to the user's machine. */
export type Delivery = 'package' | 'executable';

/** A user who has an engine and the product in folders outside of the repository. */
export interface Installation {
  readonly user: PackageUser;
  /** PATH has the engine as `terraform` or `tofu`, and what the delivery needs. */
  readonly env: Readonly<Record<string, string>>;
  /** The name of the engine on PATH. */
  readonly engine: string;
  /** The commands that install the product. */
  readonly commands: readonly string[];
  /** The tarball of the npm package; undefined for the executable. */
  readonly tarball: string | undefined;
}

/** What scripts and git use. The PATH of a user of the executable has no other programs, so it has no Node.js. */
const systemPrograms = ['bash', 'sh', 'env', 'git', 'mktemp', 'rm', 'cat', 'sed', 'cp', 'mkdir'];

/** Gives a new user the files of a delivery. The user types the commands. */
export async function prepareInstallation(delivery: Delivery, { name, path }: TestEngine): Promise<Installation> {
  const user = createPackageUser();
  const home = dirname(user.dir);
  const bin = join(home, 'bin');
  mkdirSync(bin);
  const engine = name === 'Terraform' ? 'terraform' : 'tofu';
  symlinkSync(path, join(bin, engine));
  if (delivery === 'package') {
    const tarball = join(home, basename(npmTarball));
    cpSync(npmTarball, tarball);
    const tool = join(home, 'tool');
    return {
      user,
      engine,
      tarball,
      env: {
        PATH: [bin, join(tool, 'node_modules', '.bin'), user.env['PATH'] ?? ''].join(delimiter),
        // The settings for the registry and the cache.
        NPM_CONFIG_USERCONFIG: join(homedir(), '.npmrc'),
        NPM_CONFIG_CACHE: process.env['npm_config_cache'] ?? join(homedir(), '.npm'),
        NPM_CONFIG_PREFER_OFFLINE: 'true',
        NPM_CONFIG_AUDIT: 'false',
        NPM_CONFIG_FUND: 'false',
        NPM_CONFIG_UPDATE_NOTIFIER: 'false',
      },
      commands: [`npm install --loglevel=error --prefix ${tool} ${tarball}`, 'gigaset-redirect install'],
    };
  }
  for (const program of systemPrograms) symlinkSync(findProgram(program) ?? '', join(bin, program));
  symlinkSync(executables().commandLine, join(bin, 'gigaset-redirect'));
  const { name: archive, content } = await providerArchive(await providerSource(), hostTarget());
  writeFileSync(join(home, archive), content);
  assert.equal(findProgram('node', { PATH: bin }), undefined);
  return {
    user,
    engine,
    tarball: undefined,
    env: { PATH: bin },
    commands: [`gigaset-redirect install --from ${join(home, archive)}`],
  };
}
