import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CommandResult, runCommand, startTestServer, type TestServer } from '../../support/server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.stop());

const account = (args: readonly string[], input = ''): Promise<CommandResult> =>
  runCommand(['account', ...args, '--data', server.dataDir], input);

/** The server's answer to this name and password. */
async function status(password: string): Promise<number> {
  const credentials = Buffer.from(`${server.username}:${password}`).toString('base64');
  const response = await fetch(`${server.url}/apxml/rpc.do`, {
    method: 'POST',
    headers: { Authorization: `Basic ${credentials}`, 'Content-Type': 'text/xml' },
    body: '<?xml version="1.0"?><methodCall><methodName>autoprov.listDevices</methodName></methodCall>',
  });
  await response.text();
  return response.status;
}

describe('gigaset-redirect account', () => {
  test('disable blocks logins while the server runs, and enable allows them again', async () => {
    expect(await status(server.password)).toBe(200);
    expect(await account(['disable', server.username])).toEqual({
      code: 0,
      stdout: `account "${server.username}" disabled; its phones stay registered\n`,
      stderr: '',
    });
    expect(await status(server.password)).toBe(401);
    expect((await account(['list'])).stdout).toMatch(/daryna .* disabled/);
    expect(await account(['enable', server.username])).toMatchObject({ code: 0, stdout: 'account "daryna" enabled\n' });
    expect(await status(server.password)).toBe(200);
    expect((await account(['list'])).stdout).not.toContain('disabled');
  });

  test('password sets a new one from stdin or a file, and the old one stops working', async () => {
    const changed = await account(['password', server.username, '--password-stdin'], 'another long password\n');
    expect(changed).toEqual({ code: 0, stdout: 'account "daryna" has a new password\n', stderr: '' });
    expect(await status(server.password)).toBe(401);
    expect(await status('another long password')).toBe(200);
    const file = join(server.dataDir, 'password');
    writeFileSync(file, 'a third long password\nand a remark\n');
    expect(await account(['password', server.username, '--password-file', file])).toMatchObject({ code: 0 });
    expect(await status('a third long password')).toBe(200);
  });

  test('password refuses a short one, and one on the command line, without effect', async () => {
    const short = await account(['password', server.username, '--password-stdin'], 'short');
    expect(short).toMatchObject({ code: 1, stderr: expect.stringContaining('at least 8 characters') });
    const shown = await account(['password', server.username, 'battery staple']);
    expect(shown).toMatchObject({ code: 2, stderr: expect.stringContaining("the shell's history") });
    expect(shown.stderr).not.toContain('battery staple');
    expect(await status(server.password)).toBe(200);
  });

  test.each(['disable', 'enable', 'password'])('%s reports a missing account', async (command) => {
    const result = await account([command, 'nobody']);
    expect(result).toMatchObject({ code: 1, stderr: expect.stringContaining('There is no account "nobody" in ') });
  });

  test.each(['disable', 'enable', 'password', 'list'])('%s does not create a database', async (command) => {
    const folder = mkdtempSync(join(tmpdir(), 'gigaset-empty-'));
    const data = join(folder, 'data');
    const result = await runCommand(['account', command, ...(command === 'list' ? [] : ['nobody']), '--data', data]);
    expect(result).toMatchObject({ code: 1, stderr: expect.stringContaining(`There is no database in ${data}`) });
    expect(existsSync(data)).toBe(false);
    rmSync(folder, { recursive: true });
  });

  test('lists its commands if the command is unknown', async () => {
    const result = await runCommand(['account', 'remove', 'daryna']);
    expect(result).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(
        'there are: account add, account list, account password, account disable, account enable',
      ),
    });
  });
});
