import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../../tools/paths.ts';
import { type Finished, run } from '../../../tools/run.ts';
import { type CommandResult, runCommand, startTestServer } from '../../support/server.ts';
import { nodePeer } from '../server/peers.ts';

const password = 'correct horse';

let data: string;
beforeEach(() => {
  data = join(mkdtempSync(join(tmpdir(), 'gigaset-account-')), 'data');
});
afterEach(() => rmSync(join(data, '..'), { recursive: true, force: true }));

const add = (name: string, input: string, ...args: readonly string[]): Promise<CommandResult> =>
  runCommand(['account', 'add', name, '--data', data, ...(args.length > 0 ? args : ['--password-stdin'])], input);
const list = (...args: readonly string[]): Promise<CommandResult> =>
  runCommand(['account', 'list', '--data', data, ...args]);

/** Runs a command in a terminal and answers its questions. Returns what the terminal showed. */
function atTerminal(args: readonly string[], answers: readonly string[]): Promise<Finished> {
  const command = [process.execPath, '--disable-warning=ExperimentalWarning', join(root, 'cli/main.ts'), ...args];
  const env = { ...process.env, NODE_OPTIONS: undefined };
  const script = join(import.meta.dirname, 'terminal.py');
  return run('python3', [script, JSON.stringify(command), JSON.stringify(answers)], { env });
}

/** Whether a server with this data accepts the name and the password. */
async function opens(name: string, secret: string): Promise<boolean> {
  const server = await startTestServer({ dataDir: data });
  try {
    const answer = await nodePeer({ url: server.url, username: name, password: secret }).call('listDevices');
    return 'value' in answer;
  } catch {
    return false;
  } finally {
    await server.stop();
  }
}

describe('account add', () => {
  test.each([
    ['stdin', password],
    ['stdin, with the line break that echo puts behind it', `${password}\n`],
    ['stdin, with the one of Windows', `${password}\r\n`],
  ])('takes the password from %s', async (_, input) => {
    expect(await add('daryna', input)).toEqual({ code: 0, stdout: `account "daryna" added to ${data}\n`, stderr: '' });
    expect(await opens('daryna', password)).toBe(true);
  });

  test('reads the password from the first line of a file', async () => {
    const file = join(data, '../password.txt');
    writeFileSync(file, `${password}\nwritten down in 2026\n`);
    expect(await add('daryna', '', '--password-file', file)).toMatchObject({ code: 0 });
    expect(await opens('daryna', password)).toBe(true);
  });

  test('creates a data folder and a database that only their owner can read', async () => {
    await add('daryna', password);
    expect(statSync(data).mode & 0o777).toBe(0o700);
    const modes = readdirSync(data).map((file) => (statSync(join(data, file)).mode & 0o777).toString(8));
    expect(new Set(modes)).toEqual(new Set(['600']));
  });

  test('takes effect at once while the server runs', async () => {
    await add('daryna', password);
    const server = await startTestServer({ dataDir: data, username: 'daryna', password });
    try {
      expect(await add('second', 'another password')).toMatchObject({ code: 0 });
      const second = nodePeer({ url: server.url, username: 'second', password: 'another password' });
      expect(await second.call('listDevices')).toEqual({ value: [] });
    } finally {
      await server.stop();
    }
  });

  test('changes nothing if the name is in use', async () => {
    await add('daryna', password);
    expect(await add('daryna', 'another password')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'gigaset-redirect: The account "daryna" already exists. Nothing was changed. Choose another name.\n',
    });
    expect(await opens('daryna', password)).toBe(true);
    expect(await opens('daryna', 'another password')).toBe(false);
  });

  test('treats composed and decomposed characters of a name alike', async () => {
    await add('Bj\u00f6rn', password);
    expect((await add('Bjo\u0308rn', password)).stderr).toContain('The account "Bj\u00f6rn" already exists.');
  });

  test.each([
    ['', /cannot be empty/],
    ['  ', /cannot be empty/],
    [' daryna', /cannot begin or end with a space/],
    ['daryna:admin', /cannot contain a colon/],
    ['dary\nna', /cannot contain control characters/],
    ['d'.repeat(129), /at most 128 characters; this one has 129/],
  ])('refuses the name %j before it asks for a password, and makes nothing', async (name, message) => {
    const { code, stderr } = await runCommand(['account', 'add', name, '--data', data]);
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(() => readdirSync(data)).toThrow('ENOENT');
  });

  test.each([
    ['', /The password is empty/],
    ['\n', /The password is empty/],
    ['s3cret!', /at least 8 characters; this one has 7/],
    ['two lines\nin a file', /a control character or a line break/],
    ['x'.repeat(1025), /at most 1024 characters/],
  ])('refuses the password %j, and makes nothing', async (secret, message) => {
    const { code, stdout, stderr } = await add('daryna', secret);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(message);
    expect(() => readdirSync(data)).toThrow('ENOENT');
  });

  test('refuses a password as an argument without repeating it', async () => {
    const result = await runCommand(['account', 'add', 'daryna', 'geheim-0815', '--data', data]);
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toMatch(/--password-stdin/);
    expect(result.stderr).not.toContain('geheim');
  });

  test('says how to pass the password without a terminal or if the file is missing', async () => {
    const nobody = await runCommand(['account', 'add', 'daryna', '--data', data]);
    expect(nobody).toMatchObject({ code: 2, stdout: '' });
    expect(nobody.stderr).toMatch(/--password-stdin or --password-file FILE/);
    const nothing = await add('daryna', '', '--password-file', '/nowhere/at/all');
    expect(nothing).toMatchObject({ code: 1, stdout: '' });
    expect(nothing.stderr).toMatch(/The password file \/nowhere\/at\/all cannot be read: ENOENT/);
  });
});

describe('a password prompt', () => {
  test('asks twice and never shows the input', async () => {
    const { code, stdout } = await atTerminal(
      ['account', 'add', 'daryna', '--data', data],
      [`${password}\r`, `${password}\r`],
    );
    expect({ code, shown: stdout.replaceAll('\r', '') }).toEqual({
      code: 0,
      shown: `Password: |\nAgain: |\naccount "daryna" added to ${data}\n`,
    });
    expect(await opens('daryna', password)).toBe(true);
  });

  test('creates nothing if the second input differs', async () => {
    const typed = [`${password}\r`, 'correct house\r'];
    const { code, stdout } = await atTerminal(['account', 'add', 'daryna', '--data', data], typed);
    expect(code).toBe(1);
    expect(stdout).toContain('The two passwords differ. Nothing was changed.');
    expect(stdout).not.toContain('correct');
  });

  test('creates nothing after Ctrl-C', async () => {
    const { code, stdout } = await atTerminal(['account', 'add', 'daryna', '--data', data], ['corr\u0003']);
    expect(code).toBe(1);
    expect(stdout).toContain('Cancelled. Nothing was changed.');
    expect(() => readdirSync(data)).toThrow('ENOENT');
  });

  test('asks once for a call and does not show the input', async () => {
    const { code, stdout } = await atTerminal(['call', 'daryna', '-', '127.0.0.1:1', 'listDevices'], [`${password}\r`]);
    expect(code).toBe(3);
    expect(stdout).toMatch(/^Password: \|\r?\r\ngigaset-redirect: .*connection refused/);
  });
});

describe('account list', () => {
  test('shows names, phones and dates, sorted by name', async () => {
    await add('zoe', password);
    await add('daryna', password);
    const server = await startTestServer({ dataDir: data, username: 'daryna', password });
    await nodePeer(server).call('registerDevice', '7C2F80820EC0-55DF', 'http://provider.example/', 'Daryna');
    await server.stop();

    const { code, stdout } = await list();
    expect(code).toBe(0);
    expect(stdout.replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, 'DATE')).toBe(
      'NAME    PHONES  CREATED (UTC)\ndaryna  1       DATE\nzoe     0       DATE\n',
    );
    const json = await list('--json');
    expect(JSON.parse(json.stdout)).toEqual([
      { name: 'daryna', phones: 1, createdAt: expect.any(String), disabledAt: null },
      { name: 'zoe', phones: 0, createdAt: expect.any(String), disabledAt: null },
    ]);
  });

  test('reports a missing database without creating it', async () => {
    const { code, stdout, stderr } = await list();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /^gigaset-redirect: There is no database in .*\. Choose its folder with --data DIR, or create one/,
    );
    expect(() => readdirSync(data)).toThrow('ENOENT');
  });

  test('says how to create the first account', async () => {
    const server = await startTestServer({ dataDir: data });
    await server.stop();
    expect((await list()).stdout).toBe(
      `no accounts in ${data}; create one with: gigaset-redirect account add NAME --data ${data}\n`,
    );
    expect((await list('--json')).stdout).toBe('[]\n');
  });
});
