import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { engineEnv } from '../../../tools/engine-env.ts';
import { dist, root } from '../../../tools/paths.ts';
import { run } from '../../../tools/run.ts';
import type { TestEngine } from '../../support/engine.ts';
import { macIdRange, macOf } from '../../support/phones.ts';
import { runCommand } from '../../support/server.ts';
import type { RedirectService } from '../engines/redirect-service.ts';

/** A repository that declares the phones of an account, with the pipeline of an example, outside of this one. */
export interface PhoneRepository {
  readonly dir: string;
  /** The name of the engine on PATH. */
  readonly engine: string;
  /** The MAC-IDs in the secret store of the forge. */
  readonly macIds: string;
  /** Gives a phone another URL, and commits that. */
  move(phone: number): void;
  /** Runs a program on the machine of a pipeline: the engine and the command line are on PATH, and the provider is installed. */
  run(program: string, args: readonly string[]): ReturnType<typeof run>;
  remove(): void;
}

const PHONES = 3;

/**
 * Registers phones by hand, and exports the account.
 *
 * @param files the files of an example, by their path in the new repository
 */
export async function createRepository(
  engine: TestEngine,
  service: Pick<RedirectService, 'call' | 'env'>,
  files: Readonly<Record<string, string>>,
): Promise<PhoneRepository> {
  const home = mkdtempSync(join(tmpdir(), 'gigaset-pipeline-'));
  const dir = join(home, 'phones');
  const bin = join(home, 'bin');
  mkdirSync(bin);
  const engineName = engine.name === 'Terraform' ? 'terraform' : 'tofu';
  symlinkSync(engine.path, join(bin, engineName));
  symlinkSync(join(dist, 'gigaset-redirect'), join(bin, 'gigaset-redirect'));
  const macIds = macIdRange(PHONES);
  await service.call('registerDeviceList', macIds, 'http://old.example/%MACD.xml', 'Legacy');
  const exported = await runCommand(['export', '--output', dir], '', service.env);
  if (exported.code !== 0) throw new Error(exported.stderr);
  for (const [path, from] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    cpSync(join(root, from), join(dir, path));
  }
  // The runner checks out a copy, so the state is elsewhere, as with the backend of a team.
  const backend = `terraform {\n  backend "local" {\n    path = ${JSON.stringify(join(home, 'phones.tfstate'))}\n  }\n}\n`;
  writeFileSync(join(dir, 'backend.tf'), backend);
  const git = (...args: readonly string[]): void => {
    const identity = ['-c', 'user.name=Daryna', '-c', 'user.email=daryna@provider.example'];
    execFileSync('git', [...identity, ...args], { cwd: dir, stdio: 'pipe' });
  };
  git('init', '--quiet', '--initial-branch=main');
  git('remote', 'add', 'origin', 'git@forge.example:example/phones.git');
  git('add', '.');
  git('commit', '--quiet', '--message', 'Declare what is registered');
  const env = {
    ...engineEnv(),
    HOME: home,
    PATH: [bin, dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter),
  };
  return {
    dir,
    engine: engineName,
    macIds: macIds.join('\n'),
    move: (phone) => {
      const path = join(dir, 'devices.csv');
      const rows = readFileSync(path, 'utf8').split('\n');
      const moved = rows.map((row) => (row.startsWith(macOf(phone)) ? row.replace('old.example', 'new.example') : row));
      writeFileSync(path, moved.join('\n'));
      git('commit', '--quiet', '--all', '--message', 'Move a phone');
    },
    run: (program, args) => run(program, args, { cwd: dir, env }),
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}
