import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../../../tools/paths.ts';
import { engines } from '../../support/engine.ts';
import { onePhone } from '../../support/one-phone.ts';
import { startEngine } from '../../support/running-engine.ts';
import { runCommand } from '../../support/server.ts';

/** A running provider has the settings of the environment in which it was started. */
const settings = { GIGASET_ENDPOINT: 'http://127.0.0.1:9', GIGASET_USERNAME: 'daryna', GIGASET_PASSWORD: 'secret' };

let folder: string;
let child: ChildProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gigaset-debug-'));
  writeFileSync(join(folder, 'main.tf'), onePhone);
});
afterEach(() => {
  child?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Starts the plugin by hand and returns the value of TF_REATTACH_PROVIDERS that it prints. */
function startForDebugging(): Promise<string> {
  const started = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(root, 'cli/main.ts'), 'provider', '--debug'],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_OPTIONS: undefined, ...settings } },
  );
  child = started;
  return new Promise((resolve, reject) => {
    createInterface({ input: started.stdout }).on('line', (line) => {
      const value = /TF_REATTACH_PROVIDERS='(.*)'/.exec(line)?.[1];
      if (value !== undefined) resolve(value);
    });
    started.once('exit', () => reject(new Error('provider --debug ended')));
  });
}

describe('gigaset-redirect provider', () => {
  test('explains itself on stderr and fails if started by hand', async () => {
    const { code, stdout, stderr } = await runCommand(['provider']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^This is the provider "gigaset" /);
  });

  test.each(engines())('--debug: $name $version plans with the running process', async ({ path }) => {
    const env = {
      PATH: process.env['PATH'],
      HOME: folder,
      CHECKPOINT_DISABLE: '1',
      // There is no mirror to install from, so the plan must come from the running process.
      TF_CLI_CONFIG_FILE: join(folder, 'nothing'),
      TF_REATTACH_PROVIDERS: await startForDebugging(),
    };
    writeFileSync(join(folder, 'nothing'), '');
    const engine = (...args: readonly string[]) =>
      startEngine(path, [...args, '-no-color', '-input=false'], { cwd: folder, env }).finished;
    expect(await engine('init')).toMatchObject({ code: 0 });
    const planned = await engine('plan');
    expect(planned.output).toContain('Plan: 1 to add, 0 to change, 0 to destroy.');
  });
});
