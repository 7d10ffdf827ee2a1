import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { type CommandResult, runCommand, startTestServer, type TestServer } from '../../support/server.ts';

const password = 'correct horse battery staple';
const secret = 'the-database-password';

let postgres: TestPostgres;
let folder: string;
let database: string;
beforeAll(async () => {
  postgres = await startPostgres();
  const anyDatabase = await postgres.createDatabase();
  await postgres.sql(anyDatabase, `CREATE ROLE stranger SUPERUSER LOGIN PASSWORD '${secret}'`);
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gigaset-database-'));
  const url = await postgres.createDatabase();
  database = url.replace('postgres@', `stranger:${secret}@`);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const command = (args: readonly string[], input = ''): Promise<CommandResult> =>
  runCommand(args, input, { GIGASET_REDIRECT_DATABASE: database, GIGASET_REDIRECT_DATA: join(folder, 'unused') });
const addAccount = (): Promise<CommandResult> => command(['account', 'add', 'daryna', '--password-stdin'], password);
const call = async (server: TestServer, ...args: readonly string[]): Promise<string> =>
  (await runCommand(['call', 'daryna', password, server.url, ...args])).stdout;

describe('--database', () => {
  test('two servers with one key share one PostgreSQL database', async () => {
    expect(await addAccount()).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^account "daryna" added to PostgreSQL /),
    });
    const dataDir = join(folder, 'data');
    const env = { GIGASET_REDIRECT_DATABASE: database };
    const one = await startTestServer({ dataDir, env });
    const other = await startTestServer({
      dataDir: join(folder, 'never made'),
      args: ['--database', database, '--key-file', join(dataDir, 'secret.key')],
    });
    try {
      const phone = ['s:7C2F80820EC0-55DF', 's:http://provider.example/%MACD.xml', 's:Daryna'];
      expect(await call(one, 'registerDevice', ...phone)).toContain('OK');
      expect(await call(other, 'checkDevice', phone[0] ?? '')).toContain('http://provider.example/%MACD.xml');
      expect(await call(other, 'registerDevice', ...phone)).toContain('mac_already_in_use');
      expect(await call(other, 'deregisterDevice', phone[0] ?? '')).toContain('OK');
      expect(await call(one, 'checkDevice', phone[0] ?? '')).toContain('mac_not_found');
      expect((await command(['account', 'list'])).stdout).toMatch(/^daryna +0 /m);
    } finally {
      for (const server of [one, other]) await server.stop();
    }
    // The data folder contains only the key; with the key from elsewhere, there is no data folder.
    expect(readdirSync(folder)).toEqual(['data']);
    expect(readdirSync(dataDir)).toEqual(['secret.key']);
    expect(one.log() + other.log()).not.toContain(secret);
  });

  test('a server answers 503 while PostgreSQL is down, and recovers', async () => {
    await addAccount();
    const server = await startTestServer({
      dataDir: join(folder, 'data'),
      env: { GIGASET_REDIRECT_DATABASE: database },
    });
    const check = async (): Promise<number> => {
      const credentials = Buffer.from(`daryna:${password}`).toString('base64');
      const response = await fetch(`${server.url}/apxml/rpc.do`, {
        method: 'POST',
        headers: { Authorization: `Basic ${credentials}`, 'Content-Type': 'text/xml' },
        body: '<?xml version="1.0"?><methodCall><methodName>autoprov.listDevices</methodName></methodCall>',
      });
      await response.text();
      return response.status;
    };
    try {
      expect(await check()).toBe(200);
      await postgres.pause();
      expect(await check()).toBe(503);
      await postgres.resume();
      expect(await check()).toBe(200);
    } finally {
      await server.stop();
    }
    expect(server.log()).not.toContain(secret);
  });

  test.each([
    ['a wrong password', (url: string) => url.replace(secret, `wrong-${secret}`), /denied the user "stranger" access/],
    ['what is no URL', () => `stranger:${secret}@localhost/gigaset`, /is not a PostgreSQL URL/],
    [
      'an unreachable server',
      () => `postgres://stranger:${secret}@127.0.0.1:1/gigaset`,
      /at 127\.0\.0\.1:1 cannot be reached/,
    ],
  ])('with %s says so in one sentence without the password, and makes nothing', async (_, change, message) => {
    database = change(database);
    for (const args of [
      ['serve', '--port', '0'],
      ['account', 'list'],
    ]) {
      const result = await command(args);
      expect(result).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(message) });
      expect(result.stderr.trim().split('\n')).toHaveLength(1);
      expect(result.stderr).not.toContain(secret);
    }
    expect(readdirSync(folder)).toEqual([]);
  });
});
