import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { testsExecutables } from '../../support/executables.ts';
import { describeUnless } from '../../support/foreign-peers.ts';
import { boot } from '../../support/phone-client.ts';
import { macIdRange } from '../../support/phones.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { useFolder } from '../storage/databases.ts';
import { callDocument, post } from './http.ts';
import { listRows, nodePeer } from './peers.ts';
import { visit } from './visitor.ts';

const url = 'http://provider.example/';
const phone = { username: '7C2F80820EC0', password: '7C2F80820EC0-55DF' };

const folder = useFolder();
let server: TestServer;
afterEach(() => server.stop());

const register = (macId: string) => post(server, callDocument('autoprov.registerDevice', macId, url, 'Daryna'));

/** Keeps the database locked, like a backup tool or a slow disk. It waits for what the server writes after its start. */
function lockDatabase(): DatabaseSync {
  const database = new DatabaseSync(join(server.dataDir, 'redirect.sqlite'), { timeout: 60_000 });
  database.exec('BEGIN IMMEDIATE');
  return database;
}

test('serves phones and provisioners while a change waits for the database', async () => {
  server = await startTestServer();
  const peer = nodePeer(server);
  expect((await register(phone.password)).text).toContain('OK: password');

  const other = lockDatabase();
  let answered = false;
  const waiting = register('7C2F80208295-1910').finally(() => (answered = true));
  // The change is pending: the phone is not yet registered.
  expect(await boot(`${server.url}/device/1/1/a`, phone)).toMatchObject({ status: 302 });
  expect(await peer.call('checkDevice', '7C2F80208295')).toEqual({ value: [false, 'mac_not_found:7C2F80208295'] });
  expect(await listRows(peer)).toHaveLength(1);
  expect(answered).toBe(false);

  other.exec('COMMIT');
  other.close();
  expect((await waiting).text).toContain('OK: password');
  expect(await listRows(peer)).toHaveLength(2);
});

test('a change that waits longer than five seconds fails without effect', async () => {
  server = await startTestServer();
  const other = lockDatabase();
  const refused = await register(phone.password);
  expect(refused.status).toBe(503);
  expect(refused.text).toBe('Nothing was changed: another process kept the database locked. Try again later.\n');
  other.exec('COMMIT');
  other.close();
  expect((await register(phone.password)).text).toContain('OK: password');
});

/** Starts the server with a hook that ends one worker thread at a message that contains these words. */
async function startDying(words: string): Promise<{ readonly stopDying: () => void }> {
  const preload = join(folder(), 'dies.mjs');
  const armed = join(folder(), 'armed');
  writeFileSync(armed, '');
  writeFileSync(
    preload,
    `import { existsSync } from 'node:fs';
     import { parentPort } from 'node:worker_threads';
     parentPort?.on('message', (message) => {
       if (existsSync(${JSON.stringify(armed)}) && JSON.stringify(message).includes(${JSON.stringify(words)})) process.exit(7);
     });`,
  );
  server = await startTestServer({ env: { NODE_OPTIONS: `--import ${pathToFileURL(preload).href}` } });
  return { stopDying: () => rmSync(armed) };
}

const reason = testsExecutables ? 'the standalone executable preloads no script' : undefined;

describeUnless(reason, 'a crash of a thread', () => {
  test('leaves the changes of the writer unknown and starts another', async () => {
    await startDying('7C2F80DEAD00');
    expect((await register(phone.password)).text).toContain('OK: password');
    const lost = await register('7C2F80DEAD00-0001');
    expect(lost.status).toBe(503);
    expect(lost.text).toMatch(/^The outcome is unknown: the thread that writes the database has ended/);
    const form = { mac_id: '7C2F80DEAD00-0001', url, provider_name: 'Daryna' };
    const page = await (await visit(server)).submit('/portal/register', form);
    expect(page.status).toBe(503);
    expect(page.text).toContain('The outcome is unknown');
    expect((await register('7C2F80208295-1910')).text).toContain('OK: password');
    expect(await listRows(nodePeer(server))).toHaveLength(2);
  });

  test('aborts the listing of the reader and starts another', async () => {
    const { stopDying } = await startDying('"kind":"next"');
    const peer = nodePeer(server);
    const macIds = macIdRange(10_000);
    expect(await peer.call('registerDeviceList', macIds, url, 'Daryna')).toMatchObject({ value: { 0: true } });
    await expect(listRows(peer)).rejects.toThrow();
    await server.logged(/the thread that reads the database has ended.*a response was cut off/);
    await server.logged(/"outcome":"cut off"/);
    stopDying();
    expect(await listRows(peer)).toHaveLength(10_000);
  });
});
