import { closeSync, mkdtempSync, openSync, readdirSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../../tools/paths.ts';
import { run } from '../../../tools/run.ts';
import { macIdRange } from '../../support/phones.ts';
import { runCommand, startTestServer } from '../../support/server.ts';
import { createClient } from '#autoprov';

let dir: string;
let data: string;
let whole: string;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'gigaset-backup-'));
  data = join(dir, 'data');
  whole = join(dir, 'whole.backup');
  const add = ['account', 'add', 'daryna', '--password-stdin', '--data', data];
  expect(await runCommand(add, 'correct horse battery staple')).toMatchObject({ code: 0 });
  const server = await startTestServer({ dataDir: data });
  const client = createClient({ endpoint: server.url, username: server.username, password: server.password });
  const phones = macIdRange(5000);
  await client.registerDeviceList(phones, 'http://provider.example/', 'Daryna');
  client.close();
  await server.stop();
  expect(await runCommand(['backup', whole, '--data', data])).toMatchObject({ code: 0 });
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Runs the command with a limit on its files in KiB. It acts like a full disk or a quota, and needs no privileges. */
function withoutRoom(kibibytes: number, ...args: readonly string[]) {
  const main = join(root, 'dist', 'cli.mjs');
  const script = 'trap "" XFSZ; ulimit -f "$0" && exec "$@"';
  const node = [process.execPath, '--disable-warning=ExperimentalWarning', main];
  const env = { ...process.env, NODE_OPTIONS: undefined };
  return run('bash', ['-c', script, String(kibibytes), ...node, ...args], { env });
}

test('a backup without disk space fails in one sentence and keeps the previous file', async () => {
  const size = statSync(whole).size;
  expect(size).toBeGreaterThan(70_000);
  const { code, stdout, stderr } = await withoutRoom(64, 'backup', whole, '--data', data);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(
    /^gigaset-redirect: The backup .*whole\.backup cannot be written: .*\. Nothing was changed\.\n$/,
  );
  expect(statSync(whole).size).toBe(size);
  expect(readdirSync(dir).filter((name) => name.includes('.new'))).toEqual([]);
});

test('a restore without disk space fails without effect and can be repeated', async () => {
  const target = join(dir, 'target');
  const { code, stdout, stderr } = await withoutRoom(128, 'restore', whole, '--data', target);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(
    /^gigaset-redirect: The backup .*whole\.backup was not restored: the disk .* \(the database in .*target\)\. Nothing was changed\./,
  );
  expect((await runCommand(['account', 'list', '--data', target])).stdout).not.toContain('daryna');
  expect(await runCommand(['restore', whole, '--data', target])).toMatchObject({ code: 0 });
  expect((await runCommand(['account', 'list', '--data', target])).stdout).toContain('daryna');
});

test('a backup of a damaged database fails in one sentence and leaves no file', async () => {
  const database = join(data, 'redirect.sqlite');
  const handle = openSync(database, 'r+');
  const kept = 16 * 4096;
  writeSync(handle, Buffer.alloc(statSync(database).size - kept, 'x'), 0, undefined, kept);
  closeSync(handle);
  const file = join(dir, 'damaged.backup');
  const { code, stdout, stderr } = await runCommand(['backup', file, '--data', data]);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(
    /^gigaset-redirect: No backup was written to .*: the database file is damaged; restore a backup \(the database in .*data\)\./,
  );
  expect(readdirSync(dir).filter((name) => name.startsWith('damaged'))).toEqual([]);
});
