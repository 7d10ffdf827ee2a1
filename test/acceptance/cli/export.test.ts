import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { root } from '../../../tools/paths.ts';
import { run } from '../../../tools/run.ts';
import { engines, oneEngine, type TestEngine } from '../../support/engine.ts';
import { macIdOf, macIdRange, macOf } from '../../support/phones.ts';
import type { Project } from '../../support/project.ts';
import { runCommand } from '../../support/server.ts';
import { useRedirectService } from '../engines/redirect-service.ts';

const PHONES = 500;
const urls = ['http://provider.example/xml/%MACD.xml', 'http://old.example/%DVID/%MACD.xml'];

const service = useRedirectService();

/** Phones that someone has registered by hand, with two redirect targets. */
beforeEach(async () => {
  const macIds = macIdRange(PHONES);
  await service.call('registerDeviceList', macIds.slice(0, 480), urls[0] ?? '', 'Legacy ${x} %{y}');
  await service.call('registerDeviceList', macIds.slice(480), urls[1] ?? '', 'Daryna');
});

const libraries = ['cdktf', 'cdktn'] as const;
type Format = 'hcl' | (typeof libraries)[number];

/** Exports the account into a folder, and returns its files without those that no engine reads. */
async function exported(project: Project, format: Format, ...options: readonly string[]): Promise<void> {
  const folder = join(project.dir, format === 'hcl' ? '.' : 'program');
  const result = await runCommand(['export', '--format', format, '--output', folder, ...options], '', service.env);
  expect(result).toMatchObject({ code: 0, stderr: '' });
  project.write({ 'versions.tf': undefined });
  if (format !== 'hcl') await synth(project, folder);
}

/** Runs the program with the packages of this repository in place of installed ones. */
async function synth(project: Project, folder: string): Promise<void> {
  const modules = join(folder, 'node_modules');
  mkdirSync(modules);
  for (const name of [...libraries, 'constructs']) symlinkSync(join(root, 'node_modules', name), join(modules, name));
  symlinkSync(root, join(modules, 'gigaset-redirect'));
  const { code, output } = await run(process.execPath, ['main.ts'], { cwd: folder });
  expect({ code, output }).toMatchObject({ code: 0 });
  const stack = readFileSync(join(folder, 'cdktf.out/stacks/fleet/cdk.tf.json'), 'utf8');
  project.write({ 'cdk.tf.json': stack });
  // The libraries configure the backend.
  expect(await project.run('init')).toMatchObject({ code: 0 });
}

/** Plans, expects imports alone, applies, and expects an empty plan and no call that changes anything. */
async function adopts(project: Project, imports: number): Promise<void> {
  const planned = await project.plan('-out=plan.bin');
  expect(planned.output).toContain(`Plan: ${imports} to import, 0 to add, 0 to change, 0 to destroy.`);
  const calls = await service.callsDuring(async () => {
    expect(await project.run('apply', 'plan.bin')).toMatchObject({ code: 0 });
  });
  expect(calls.filter((method) => !/^(check|list)/.test(method))).toEqual([]);
  expect(await project.plan()).toMatchObject({ code: 0 });
}

const create = async (engine: TestEngine): Promise<Project> => service.project(engine, {});

/** Each engine reads the HCL, and the programs of one of the libraries. */
const combinations = engines().map((engine, at) => ({ engine, library: libraries[at % libraries.length] ?? 'cdktn' }));

describe.each(combinations)('$engine.name adopts an exported account', ({ engine, library }) => {
  test('as a list in HCL, and registers a new phone with its ID from a variable', async () => {
    const project = await create(engine);
    await exported(project, 'hcl');
    await adopts(project, 1);
    const row = `${macOf(900)},${urls[0] ?? ''},Daryna\n`;
    project.write({ 'import.tf': undefined, 'devices.csv': project.read('devices.csv') + row });
    expect(await project.withEnv({ TF_VAR_mac_ids: macIdOf(900) }).apply()).toMatchObject({ code: 0 });
    expect((await service.rows()).map(({ mac }) => mac)).toContain(macOf(900));
  });

  test(`as a list in a program for ${library}`, async () => {
    const project = await create(engine);
    await exported(project, library);
    await adopts(project, 1);
  });

  test.each(['hcl', library] as const)('as single devices in %s', async (format) => {
    const project = await create(engine);
    await exported(project, format, 'Daryna', '--resources', 'devices');
    await adopts(project, 20);
  });

  test.each(['hcl', library] as const)('as a list whose provider name looks like a template, in %s', async (format) => {
    const project = await create(engine);
    await exported(project, format, 'Legacy ${x} %{y}');
    await adopts(project, 1);
  });

  test.each([
    ['a list', 1, []],
    ['single devices', 20, ['Daryna', '--resources', 'devices']],
  ] as const)('as %s with the IDs in the file', async (_, imports, options) => {
    const project = await create(engine);
    const ids = join(project.dir, 'delivery.csv');
    const rows = macIdRange(PHONES).map((id) => `N510;${id}\n`);
    writeFileSync(ids, `model;mac_id\n${rows.join('')}`);
    await exported(project, 'hcl', '--ids', ids, ...options);
    expect(project.read('devices.csv')).toContain(macIdOf(490));
    await adopts(project, imports);
  });
});

describe.each(oneEngine(import.meta.filename))('export', (engine) => {
  const run = (...args: readonly string[]) => runCommand(['export', ...args], '', service.env);

  test('overwrites no file without --force', async () => {
    const project = await create(engine);
    const before = readdirSync(project.dir).sort();
    project.write({ 'devices.csv': 'mine' });
    expect(await run('--output', project.dir)).toMatchObject({ code: 1 });
    expect(readdirSync(project.dir).sort()).toEqual([...before, 'devices.csv'].sort());
    expect(project.read('devices.csv')).toBe('mine');
    chmodSync(join(project.dir, 'devices.csv'), 0o644);
    expect(await run('--output', project.dir, '--force', '--json')).toMatchObject({ code: 0 });
    expect(project.read('devices.csv')).toContain(macOf(0));
    expect(statSync(join(project.dir, 'devices.csv')).mode & 0o777).toBe(0o600);
  });

  test('writes a password in a URL to a file only if it is told to', async () => {
    const { dir } = await create(engine);
    await service.register(macIdOf(900), 'http://phones:pass-word@provider.example/', 'Maxwell');
    const output = ['Maxwell', '--output', join(dir, 'maxwell')];
    const refused = await run(...output);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).not.toContain('pass-word');
    expect(await run(...output, '--with-credentials', '--resources', 'devices')).toMatchObject({ code: 1 });
    expect(existsSync(join(dir, 'maxwell'))).toBe(false);
    expect(await run(...output, '--with-credentials')).toMatchObject({ code: 0 });
    expect(readFileSync(join(dir, 'maxwell/devices.csv'), 'utf8')).toContain('pass-word');
  });
});
