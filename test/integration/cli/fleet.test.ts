import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand, startTestServer, type TestServer } from '../../support/server.ts';
import { createClient } from '#autoprov';

const url = 'http://phone:s3cret@provider.example/%MACD.xml';
const bare = 'http://provider.example/%MACD.xml';

let dir: string;
let server: TestServer;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'gigaset-fleet-'));
  server = await startTestServer();
  const client = createClient({ endpoint: server.url, username: server.username, password: server.password });
  await client.registerDevice('7C2F80820EC0-55DF', url, 'Daryna, Berlin');
  await client.registerDevice('7C2F80208295-1910', 'http://old.example/', '+Legacy');
  await client.registerDevice('7C2F80000009-1910', bare, 'Daryna');
  client.close();
});
afterAll(async () => {
  await server.stop();
  rmSync(dir, { recursive: true, force: true });
});

const settings = () => ({
  GIGASET_ENDPOINT: server.url,
  GIGASET_USERNAME: server.username,
  GIGASET_PASSWORD: server.password,
});
const run = (...args: readonly string[]) => runCommand(args, '', settings());

function file(name: string, content: string): string {
  const path = join(dir, name);
  writeFileSync(path, content);
  return path;
}

describe('list', () => {
  test('prints a table without passwords', async () => {
    const { code, stdout, stderr } = await run('list');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '3 phones\n' });
    expect(stdout.split('\n').map((line) => line.split(/ {2,}/)[0])).toEqual([
      'MAC',
      '7C2F80000009',
      '7C2F80208295',
      '7C2F80820EC0',
      '',
    ]);
    expect(stdout).not.toContain('s3cret');
  });

  test('prints CSV that diff accepts', async () => {
    const { stdout } = await run('list', '--format', 'csv');
    expect(stdout).toContain(`7C2F80820EC0,${url},"Daryna, Berlin"\n`);
    // A spreadsheet would run it.
    expect(stdout).toContain("7C2F80208295,http://old.example/,'+Legacy\n");
    expect(await run('diff', file('listed.csv', stdout))).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('3 as declared'),
    });
  });

  test('prints JSON, filtered by provider name', async () => {
    const { stdout } = await run('list', '+Legacy', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      mac: '7C2F80208295',
      url: 'http://old.example/',
      providerName: '+Legacy',
    });
  });

  test('prints the XML of listDevices', async () => {
    expect((await run('list', '+Legacy', '--format', 'xml')).stdout).toMatch(
      /^<\?xml .*<methodResponse>.*7C2F80208295/s,
    );
  });
});

describe('check', () => {
  test('succeeds if each phone is registered', async () => {
    const { code, stdout } = await run('check', '7c:2f:80:82:0e:c0', '7C2F80208295-1910', '--json');
    expect({
      code,
      phones: stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    }).toMatchObject({
      code: 0,
      phones: [
        { mac: '7C2F80820EC0', registered: true, providerName: 'Daryna, Berlin' },
        { mac: '7C2F80208295', registered: true, url: 'http://old.example/' },
      ],
    });
  });

  test('fails if a phone is not', async () => {
    const { code, stdout } = await run('check', '7C2F80820EC0', '7C2F80000001');
    expect(code).toBe(1);
    expect(stdout).toMatch(/7C2F80000001 .*not registered/);
  });
});

test('check reads many phones from one list', async () => {
  const macs = Array.from({ length: 20 }, (_, number) => `7C2F80AA00${String(number).padStart(2, '0')}`);
  const devices = file('many.csv', ['mac_id', '7C2F80820EC0', ...macs].join('\n'));
  const { code, stdout } = await run('check', '7C2F80208295', '--file', devices, '--json');
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  expect(code).toBe(1);
  expect(rows).toHaveLength(22);
  expect(rows).toContainEqual(expect.objectContaining({ mac: '7C2F80820EC0', registered: true }));
  expect(rows[0]).toMatchObject({ mac: '7C2F80208295', registered: true, providerName: '+Legacy' });
  expect(rows).toContainEqual({ mac: '7C2F80AA0019', registered: false, code: 'mac_not_found' });
  expect(
    await server.logged(/"rpc":"autoprov.listDevices"[^\n]*\n(?:[^\n]*"rpc":"autoprov.checkDevice"[^\n]*\n){20}/),
  ).toBeDefined();
});

describe('diff', () => {
  const declared = `mac_id;url\n7C2F80820EC0-55DF;${bare}\n7C2F80208295-1910;${bare}\n7C2F80000001-BEEF;${bare}\n`;

  test('shows what is missing, elsewhere and not declared, with exit code 2', async () => {
    const { code, stdout } = await run('diff', file('fleet.csv', declared), '--json');
    expect({
      code,
      rows: stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    }).toMatchObject({
      code: 2,
      rows: [
        { what: 'missing', mac: '7C2F80000001' },
        { what: 'points elsewhere', mac: '7C2F80208295', declared: bare, registered: 'http://old.example/ (+Legacy)' },
        { what: 'not declared', mac: '7C2F80000009' },
      ],
    });
    expect(stdout).not.toMatch(/BEEF|s3cret/);
  });

  test('reads a state', async () => {
    const resource = {
      mode: 'managed',
      type: 'gigaset_device_list',
      values: { devices: declared, url: null, provider_name: null, url_credentials: null },
    };
    const state = { format_version: '1.0', values: { root_module: { child_modules: [{ resources: [resource] }] } } };
    const { code, stdout } = await run('diff', file('state.json', JSON.stringify(state)), '--ignore-undeclared');
    expect(code).toBe(2);
    expect(stdout).toContain('1 missing, 1 elsewhere, 0 not declared, 1 as declared');
  });

  test.each([
    ['a file with mistakes', () => [file('wrong.csv', 'mac_id\nnonsense\n')], 1],
    ['a missing file', () => [join(dir, 'nowhere.csv')], 1],
    ['another JSON document', () => [file('other.json', '{"a": 1}')], 1],
    ['no file at all', () => [], 1],
  ])('fails for %s with another exit code than a difference', async (_, files, code) => {
    expect(await run('diff', ...files())).toMatchObject({ code, stdout: '' });
  });

  test('has an exit code of its own for a server that is not reached', async () => {
    const env = { ...settings(), GIGASET_ENDPOINT: '127.0.0.1:9' };
    expect(await runCommand(['diff', file('fleet.csv', declared)], '', env)).toMatchObject({ code: 3, stdout: '' });
  });
});

describe('report', () => {
  const plan = () =>
    file('plan.json', JSON.stringify({ format_version: '1.2', terraform_version: '1.11.4', resource_changes: [] }));

  test('verifies the hash of the reviewed plan', async () => {
    const { stdout: hash } = await run('report', plan(), '--hash');
    expect(await run('report', plan(), '--verify', hash)).toMatchObject({ code: 0, stdout: '' });
    expect(await run('report', plan(), '--verify', 'f'.repeat(64))).toMatchObject({ code: 1, stdout: '' });
  });

  test.each([
    ['text', 'Plan: 1 to add'],
    ['a state', '{"format_version": "1.0", "values": {}}'],
    ['another document', '[]'],
  ])('refuses %s, and says how to convert a plan', async (_, content) => {
    const { code, stderr } = await run('report', file('no-plan.json', content));
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('plan') });
  });
});

describe('the account of a command', () => {
  const home = (profiles: unknown): string => {
    const config = mkdtempSync(join(dir, 'config-'));
    mkdirSync(join(config, 'gigaset-redirect'));
    writeFileSync(join(config, 'gigaset-redirect', 'profiles.json'), JSON.stringify(profiles));
    return config;
  };

  test('comes from a profile, whose settings options and variables override', async () => {
    const passwordFile = file('password', `${server.password}\n`);
    const XDG_CONFIG_HOME = home({
      berlin: { endpoint: server.url, username: 'other', 'password-file': passwordFile },
    });
    const env = { XDG_CONFIG_HOME, GIGASET_USERNAME: server.username };
    expect(await runCommand(['list', '--profile', 'berlin'], '', env)).toMatchObject({ code: 0, stderr: '3 phones\n' });
  });

  test.each([
    ['no user name', {}, 'Set --username'],
    ['an empty variable', { GIGASET_ENDPOINT: '' }, 'GIGASET_ENDPOINT is empty'],
    ['an unknown profile', { GIGASET_PROFILE: 'nowhere' }, 'There is no profile "nowhere"'],
  ])('is refused with %s', async (_, env, problem) => {
    const XDG_CONFIG_HOME = home({});
    const { code, stderr } = await runCommand(['list'], '', { XDG_CONFIG_HOME, ...env });
    expect({ code: code === 0, stderr }).toEqual({ code: false, stderr: expect.stringContaining(problem) });
  });

  test('is refused by diff with another exit code than a difference', async () => {
    const XDG_CONFIG_HOME = home({});
    const { code, stderr } = await runCommand(['diff', file('one.csv', 'mac_id\n')], '', { XDG_CONFIG_HOME });
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('Set --username') });
  });

  test.each([
    ['list', ['list']],
    ['call', ['call', 'daryna', 'secret', 'redirect.example', 'listDevices']],
  ])('is refused by %s with an invalid proxy, which the error names', async (_, args) => {
    const env = {
      GIGASET_ENDPOINT: 'redirect.example',
      GIGASET_USERNAME: 'a',
      GIGASET_PASSWORD: 'b',
      HTTPS_PROXY: 'ftp://p',
    };
    const { code, stderr } = await runCommand(args, '', env);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining('HTTPS_PROXY is not the URL of a proxy.'),
    });
  });

  test('refuses a password in the profile', async () => {
    const XDG_CONFIG_HOME = home({ default: { username: 'a', password: 's3cret' } });
    const { stderr } = await runCommand(['list'], '', { XDG_CONFIG_HOME });
    expect(stderr).toContain('Put it into a file');
    expect(stderr).not.toContain('s3cret');
  });
});
