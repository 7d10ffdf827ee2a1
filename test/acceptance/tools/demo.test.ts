import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../../tools/paths.ts';
import { engines } from '../../support/engine.ts';
import { type RunningEngine, startEngine } from '../../support/running-engine.ts';
import { createClient } from '#autoprov';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gigaset-demo-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** `npm start` in a separate folder and without an engine configuration. */
const start = (enginePath: string, ...args: readonly string[]): RunningEngine =>
  startEngine(process.execPath, [join(root, 'tools/start.mjs'), ...args], {
    cwd: root,
    env: {
      ...process.env,
      NODE_OPTIONS: undefined,
      TERRAFORM_BINARY_NAME: enginePath,
      TF_CLI_CONFIG_FILE: join(dir, 'not-there'),
      GIGASET_REDIRECT_DEMO: join(dir, 'demo'),
    },
  });

// Another engine than for the test below, if there are two.
describe.each(engines().slice(-1))('npm start with $name $version', ({ name, version, path }) => {
  test('--once deploys, loses and repairs a phone, destroys the fleet and exits', async () => {
    const { code, output } = await start(path, '--once').finished;
    expect({ code, output }).toMatchObject({ code: 0 });
    expect(output).toContain(`${name} ${version} (chosen by TERRAFORM_BINARY_NAME)`);
    expect(output).toMatch(/5\/5 {2}cdktf deploy examples\/fleet \.+ 12 phones registered, /);
    expect(output).toContain('Plan: 13 to add, 0 to change, 0 to destroy.');
    expect(output).toContain('7C2F80820EC0  Daryna            http://provider.example/xml/%MACD.xml');
    expect(output).toContain('Someone deregisters 7C2F80208295 outside the engine');
    expect(output).toMatch(/# gigaset_device\.berlin_7C2F80208295_\w+ will be created\n {2}Plan: 1 to add/);
    expect(output).toMatch(/cdktf deploy \.+ 1 phone registered, 12 phones on the server, /);
    expect(output).toMatch(/cdktf destroy \.+ the server is empty, /);
    // Its output contains no ID.
    for (const [, id = '?'] of readFileSync(join(root, 'examples/fleet/devices.csv'), 'utf8').matchAll(
      /-([0-9A-F]{4}),/g,
    )) {
      expect(output).not.toMatch(new RegExp(`-${id}\\b`));
    }
  });
});

test('keeps the server running until Ctrl-C', async () => {
  const [engine] = engines();
  const demo = start(engine?.path ?? '');
  await demo.waitFor('The server keeps running.');
  const settings = readFileSync(join(dir, 'demo/env'), 'utf8');
  const setting = (name: string): string => new RegExp(`^export ${name}='(.*)'$`, 'm').exec(settings)?.[1] ?? '';
  const endpoint = setting('GIGASET_ENDPOINT');
  const client = createClient({ endpoint, username: 'demo', password: setting('GIGASET_PASSWORD') });
  expect(await client.listDevices()).toHaveLength(12);

  const twin = await start(engine?.path ?? '').finished;
  expect(twin).toMatchObject({ code: 1 });
  expect(twin.output).toContain(`npm start is already running, with its server at ${endpoint}`);
  expect(await client.listDevices()).toHaveLength(12);
  client.close();

  demo.interrupt();
  const { code, output } = await demo.finished;
  expect({ code, output }).toMatchObject({ code: 0 });
  await expect(fetch(endpoint)).rejects.toThrow();
  expect(existsSync(join(dir, 'demo/terraform.fleet.tfstate'))).toBe(true);
});
