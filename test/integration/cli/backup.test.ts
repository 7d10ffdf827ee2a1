import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { type CommandResult, runCommand, startTestServer, type TestServer } from '../../support/server.ts';
import { createClient } from '#autoprov';

let dir: string;
let server: TestServer;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'gigaset-backup-'));
  server = await startTestServer();
  const client = createClient({ endpoint: server.url, username: server.username, password: server.password });
  await client.registerDevice('7C2F80820EC0-55DF', 'http://u:geheim@provider.example/%MACD.xml', 'Daryna');
  await client.registerDevice('7C2F80208295-1910', 'http://provider.example/%MACD.xml', 'Zoë & Söhne');
  await client.deregisterDevice('7C2F80208295');
  client.close();
});
afterAll(async () => {
  await server.stop();
  rmSync(dir, { recursive: true, force: true });
});

const backup = (file: string, data = server.dataDir): Promise<CommandResult> =>
  runCommand(['backup', file, '--data', data]);
const restore = (file: string, data: string): Promise<CommandResult> => runCommand(['restore', file, '--data', data]);
const linesOf = (file: string): readonly string[] => gunzipSync(readFileSync(file)).toString('utf8').trim().split('\n');

test('a backup of a running server restores into an equal one', async () => {
  const file = join(dir, 'one.backup');
  const taken = await backup(file);
  expect(taken).toMatchObject({ code: 0 });
  expect(taken.stdout).toMatch(/^\d+ records written to .*one\.backup in /);
  // Only its owner may read it: it contains password hashes.
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(linesOf(file).join('\n')).not.toContain('55DF');

  const data = join(dir, 'restored');
  expect(await restore(file, data)).toMatchObject({ code: 0 });
  // The key is stored separately, as the command says.
  writeFileSync(join(data, 'secret.key'), readFileSync(join(server.dataDir, 'secret.key')));
  const twin = await startTestServer({ dataDir: data });
  const client = createClient({ endpoint: twin.url, username: server.username, password: server.password });
  expect(await client.listDevices()).toMatchObject([
    { mac: '7C2F80820EC0', url: 'http://u:geheim@provider.example/%MACD.xml', providerName: 'Daryna' },
  ]);
  // Before the wrong ID below, which the audit log records.
  const again = join(dir, 'again.backup');
  await backup(again, data);
  expect(linesOf(again).slice(1)).toEqual(linesOf(file).slice(1));
  // The ID is restored too.
  expect(await client.checkDevice('7C2F80820EC0-0000')).toMatchObject({ ok: false, refusal: { code: 'mac_invalid' } });
  expect(await client.checkDevice('7C2F80820EC0-55DF')).toMatchObject({ ok: true });
  client.close();
  await twin.stop();
});

test('a restore is refused under a running server, and into a database that is not empty', async () => {
  const file = join(dir, 'two.backup');
  await backup(file);
  const served = await restore(file, server.dataDir);
  expect(served).toMatchObject({ code: 1, stderr: expect.stringContaining('A server is using the database') });
  const filled = join(dir, 'filled');
  await restore(file, filled);
  const again = await restore(file, filled);
  expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('already has accounts') });
});

describe('restoring an invalid backup fails without effect and with the reason:', () => {
  const whole = async (): Promise<readonly string[]> => {
    const file = join(dir, 'whole.backup');
    await backup(file);
    return linesOf(file);
  };
  const pack = (lines: readonly string[]): Buffer => gzipSync(`${lines.join('\n')}\n`);

  test.each<[string, (lines: readonly string[]) => Buffer, string]>([
    ['its end is missing', (lines) => pack(lines.slice(0, -1)), 'is truncated'],
    ['a record is missing', (lines) => pack(lines.toSpliced(-2, 1)), 'records instead of'],
    [
      'an account is missing',
      (lines) => pack(lines.filter((line) => !line.includes('"kind":"account"'))),
      'its account is missing',
    ],
    ['it is cut in the middle of a byte stream', (lines) => pack(lines).subarray(0, -20), 'is truncated'],
    ['a line is not JSON', (lines) => pack(lines.toSpliced(2, 1, '{"kind":')), 'line 3: it is not JSON'],
    ['a MAC is invalid', (lines) => pack(lines.map((line) => line.replace('7C2F80820EC0', '7C2F'))), 'should be a MAC'],
    ['a kind is unknown', (lines) => pack(lines.toSpliced(2, 0, '{"kind":"card"}')), 'does not know its kind'],
    [
      'it is of a newer release',
      (lines) => pack([lines[0]?.replace('"version":1', '"version":9') ?? '']),
      'newer release',
    ],
    ['it is something else', () => gzipSync('hello\n'), 'is not a backup of gigaset-redirect'],
    ['it is not compressed', () => Buffer.from('hello'), 'is not a backup, or is damaged'],
  ])('%s', async (_, spoil, complaint) => {
    const file = join(dir, 'spoilt.backup');
    writeFileSync(file, spoil(await whole()));
    const data = mkdtempSync(join(dir, 'data-'));
    const result = await restore(file, data);
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toContain(complaint);
    const accounts = await runCommand(['account', 'list', '--data', data]);
    expect(accounts.stdout).toContain('no accounts');
  });
});

test('unreadable and unwritable files fail in one sentence and leave nothing', async () => {
  expect((await restore(join(dir, 'nowhere'), join(dir, 'x'))).stderr).toContain('no such file');
  const result = await backup(join(dir, 'no', 'such', 'folder'));
  expect(result).toMatchObject({ code: 1 });
  expect(result.stderr).toContain('no such file or folder');
  expect(existsSync(join(dir, 'no'))).toBe(false);
  expect((await backup(join(dir, 'y'), join(dir, 'empty'))).stderr).toContain('There is no database in');
});
