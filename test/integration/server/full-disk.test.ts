import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { run } from '../../../tools/run.ts';
import { describeWithPeers } from '../../support/foreign-peers.ts';
import { macIdRange } from '../../support/phones.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { callDocument, post } from './http.ts';
import { listRows, nodePeer } from './peers.ts';
import { visit } from './visitor.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.stop());

/** Limits the size of the server's files in bytes. It acts like a full disk or a quota, and needs no privileges. */
async function limitFiles(bytes: number | 'unlimited'): Promise<void> {
  const { code, output } = await run('prlimit', ['--pid', String(server.pid), `--fsize=${bytes}:unlimited`]);
  if (code !== 0) throw new Error(output);
}

describeWithPeers(['prlimit'], 'SQLite', () => {
  test('a full disk: 503, no partial change, recovery once there is space', async () => {
    const peer = nodePeer(server);
    const url = 'http://provider.example/';
    expect(await peer.call('registerDeviceList', macIdRange(500, 0, '7C2F85'), url, 'Before')).toMatchObject({
      value: { 0: true },
    });
    await limitFiles(statSync(join(server.dataDir, 'redirect.sqlite-wal')).size);

    const values = macIdRange(500, 500, '7C2F85').map((macId) => `<value>${macId}</value>`);
    const array = `<array><data>${values.join('')}</data></array>`;
    const refused = await post(server, callDocument('autoprov.registerDeviceList', array, url, 'Full'));
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(refused.text).toMatch(/^Nothing was changed: the disk .*\. Try again later\.\n$/);
    await server.logged(/database unavailable/);

    // Requests that need no space are still answered.
    expect(await listRows(peer, 'Before')).toHaveLength(500);
    expect(await listRows(peer)).toHaveLength(500);
    expect(await peer.call('checkDevice', '7C2F85000000')).toMatchObject({ value: { 0: true } });

    await limitFiles('unlimited');
    expect(await peer.call('registerDeviceList', macIdRange(500, 500, '7C2F85'), url, 'After')).toMatchObject({
      value: { 0: true },
    });
    expect(await listRows(peer)).toHaveLength(1000);
    const database = new DatabaseSync(join(server.dataDir, 'redirect.sqlite'), { readOnly: true });
    expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
    database.close();
  });
});

test('a full disk: the portal shows its pages, and says what to do about a change', async () => {
  const portal = await visit(server);
  const form = { mac_id: '7C2F80820EC0-55DF', url: 'http://provider.example/', provider_name: 'Daryna' };
  await portal.submit('/portal/register', form);
  await limitFiles(statSync(join(server.dataDir, 'redirect.sqlite-wal')).size);

  for (const path of [
    '/portal/',
    '/portal/phones',
    '/portal/phones/7C2F80820EC0',
    '/portal/history',
    '/portal/login',
  ]) {
    const { status, headers, text } = await portal.send(path);
    expect({ path, status, type: headers.get('content-type') }).toEqual({
      path,
      status: 200,
      type: 'text/html; charset=utf-8',
    });
    const [, css = ''] = /href="([^"]+portal\.css)"/.exec(text) ?? [];
    expect((await portal.send(css)).headers.get('content-type')).toBe('text/css; charset=utf-8');
  }
  const refusals = [
    await portal.submit('/portal/register', { ...form, mac_id: '7C2F80208295-1910' }),
    await portal.submit('/portal/login', { name: server.username, password: server.password }),
  ];
  for (const { status, headers, text } of refusals) {
    expect({ status, type: headers.get('content-type') }).toEqual({ status: 503, type: 'text/html; charset=utf-8' });
    expect(headers.get('retry-after')).toBe('60');
    expect(text).toMatch(/Nothing was changed: the disk [^.]+\. Try again in a few minutes\./);
  }

  await limitFiles('unlimited');
  expect((await portal.submit('/portal/register', { ...form, mac_id: '7C2F80208295-1910' })).status).toBe(303);
});
