import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { runCommand, startTestServer } from '../../support/server.ts';
import { nodePeer } from './peers.ts';

const account = { username: 'daryna', password: 'correct horse battery staple' };
const key = '0123456789abcdef'.repeat(4);

let folder: string;
let data: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gigaset-setup-errors-'));
  data = join(folder, 'data');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a server that cannot start, and returns its error message. */
async function complaintOf(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
  const { code, stdout, stderr } = await runCommand(['serve', '--port', '0', '--data', data, ...args], '', env);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^gigaset-redirect: .+\n$/);
  return stderr.slice('gigaset-redirect: '.length, -1);
}

/** Starts a server once, which creates a database with an account, a phone and a key. */
async function begin(env: Readonly<Record<string, string>> = {}): Promise<void> {
  const server = await startTestServer({ dataDir: data, ...account, env });
  await server.addAccount(account.username, account.password);
  await nodePeer(server).call('registerDevice', '7C2F80820EC0-55DF', 'http://provider.example/', 'Daryna');
  await server.stop();
}

/** Starts it again and checks that everything is as `begin` left it, the ID included. */
async function expectAllIsThere(env: Readonly<Record<string, string>> = {}): Promise<void> {
  const server = await startTestServer({ dataDir: data, ...account, env });
  const peer = nodePeer(server);
  expect(await peer.call('checkDevice', '7C2F80820EC0-55DF')).toMatchObject({ value: { 0: true } });
  expect(await peer.call('checkDevice', '7C2F80820EC0-0000')).toMatchObject({ value: { 0: false } });
  await server.stop();
}

describe('a server that cannot listen states the cause and the remedy', () => {
  test('if another program uses the port', async () => {
    const first = await startTestServer();
    const { port } = new URL(first.url);
    expect(await complaintOf(['--port', port])).toBe(
      `Cannot listen on 127.0.0.1, port ${port}: another program uses this port. Choose another one with --port, or 0 for any free one.`,
    );
    await first.stop();
  });

  test('if the address is of another machine or the name is unknown', async () => {
    expect(await complaintOf(['--host', '192.0.2.1'])).toMatch(/this machine has no such address.* --host\.$/);
    expect(await complaintOf(['--host', 'nobody.invalid'])).toMatch(/the host name is unknown.* --host\.$/);
  });
});

describe('a data folder is refused', () => {
  test('if it is a file or inside a file', async () => {
    writeFileSync(data, 'notes');
    expect(await complaintOf([])).toBe(
      `The data folder ${data} is a file, or a part of its path is one. Choose another one with --data DIR.`,
    );
    expect(await complaintOf(['--data', join(data, 'below')])).toBe(
      `The data folder ${join(data, 'below')} is a file, or a part of its path is one. Choose another one with --data DIR.`,
    );
  });

  test('if it is not writable', async () => {
    // Only the kernel's own folders refuse root.
    const closed = process.getuid?.() === 0 ? '/sys' : join(folder, 'closed');
    if (closed !== '/sys') {
      mkdirSync(closed);
      chmodSync(closed, 0o500);
    }
    const place = join(closed, 'gigaset');
    const complaint = await complaintOf(['--data', place]);
    expect(complaint).toContain(`The data folder ${place} cannot be `);
    expect(complaint).toMatch(/Choose another one with --data DIR\.$/);
  });

  test.each(['account add', 'account list'])('by %s too', async (command) => {
    writeFileSync(data, 'notes');
    const args = command === 'account add' ? ['account', 'add', 'x', '--password-stdin'] : ['account', 'list'];
    const { code, stderr } = await runCommand([...args, '--data', data], account.password);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^gigaset-redirect: .* --data DIR.*\n$/);
  });
});

describe('a database is refused', () => {
  const file = (): string => join(data, 'redirect.sqlite');

  test('if a newer release has written it, and stays unchanged', async () => {
    await begin();
    const database = new DatabaseSync(file());
    database.exec('PRAGMA user_version = 999');
    expect(await complaintOf([])).toMatch(
      /redirect\.sqlite was written by a newer release .*999.* Update gigaset-redirect\.$/,
    );
    expect((await runCommand(['account', 'list', '--data', data])).stderr).toMatch(/newer release/);
    expect(database.prepare('PRAGMA user_version').get()).toEqual({ user_version: 999 });
    expect(database.prepare('SELECT mac FROM registrations').all()).toEqual([{ mac: '7C2F80820EC0' }]);
    database.close();
  });

  test('if the file is not a database, and stays unchanged', async () => {
    mkdirSync(data);
    const text = 'mac_id,url,provider_name\n'.repeat(100);
    writeFileSync(file(), text);
    expect(await complaintOf([])).toMatch(/redirect\.sqlite cannot be opened: .*not a database/);
    expect(readFileSync(file(), 'utf8')).toBe(text);
  });

  test('if it is a folder', async () => {
    mkdirSync(file(), { recursive: true });
    expect(await complaintOf([])).toMatch(/redirect\.sqlite cannot be opened: /);
  });
});

describe('a key is refused', () => {
  const file = (): string => join(data, 'secret.key');

  test('if it is missing although phones are encrypted with it; restoring it restores all', async () => {
    await begin();
    const right = readFileSync(file());
    rmSync(file());
    expect(await complaintOf([])).toMatch(/secret\.key is missing, .*--key-file\.$/);
    expect(readdirSync(data)).not.toContain('secret.key');
    writeFileSync(file(), right);
    await expectAllIsThere();
  });

  test.each([
    ['is another one', `${'f'.repeat(64)}\n`, /is not the one that this database was created with/],
    ['is cut short', 'f'.repeat(63), /does not contain a key of 64 hex digits/],
    ['is empty', '', /does not contain a key of 64 hex digits/],
  ])('%s: put right, all is there', async (_, text, message) => {
    await begin();
    const right = readFileSync(file());
    writeFileSync(file(), text);
    const complaint = await complaintOf([]);
    expect(complaint).toMatch(message);
    expect(complaint).not.toContain('ffff');
    writeFileSync(file(), right);
    await expectAllIsThere();
  });

  test('if the environment contains a wrong or malformed one, which is not shown', async () => {
    await begin({ GIGASET_REDIRECT_KEY: key });
    expect(readdirSync(data)).not.toContain('secret.key');
    const wrong = await complaintOf([], { GIGASET_REDIRECT_KEY: 'e'.repeat(64) });
    expect(wrong).toMatch(/^The key in GIGASET_REDIRECT_KEY is not the one/);
    const none = await complaintOf([], { GIGASET_REDIRECT_KEY: 'eeee' });
    expect(none).toMatch(/^GIGASET_REDIRECT_KEY does not contain a key .*openssl rand -hex 32$/);
    expect(wrong + none).not.toContain('eee');
    await expectAllIsThere({ GIGASET_REDIRECT_KEY: key });
  });

  test('if its file is missing; the error says how to create one, which then works', async () => {
    const elsewhere = join(folder, 'my.key');
    expect(await complaintOf(['--key-file', elsewhere])).toBe(
      `There is no key file ${elsewhere}. Create it: (umask 077; openssl rand -hex 32 > ${elsewhere})`,
    );
    writeFileSync(elsewhere, `${key}\n`);
    await begin({ GIGASET_REDIRECT_KEY_FILE: elsewhere });
    expect(readdirSync(data)).not.toContain('secret.key');
    // The same key from another source.
    await expectAllIsThere({ GIGASET_REDIRECT_KEY: key.toUpperCase() });
  });
});
