import { closeSync, openSync, readFileSync, renameSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { root } from '../../../tools/paths.ts';
import { runCommand, startTestServer, type TestServer } from '../../support/server.ts';
import { usePostgres } from '../storage/databases.ts';
import { createClient } from '#autoprov';

const get = async (url: string, headers: Readonly<Record<string, string>> = {}) => {
  const response = await fetch(url, { headers });
  return { status: response.status, text: await response.text() };
};

/** The value of a metric by its name and labels as Prometheus writes them. */
const metric = (text: string, name: string): number =>
  Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${name} `))
      ?.slice(name.length + 1) ?? Number.NaN,
  );

test('a load balancer can ask whether the server runs and whether it can serve', async () => {
  const server = await startTestServer();
  expect(await get(`${server.url}/healthz`)).toEqual({ status: 200, text: 'ok\n' });
  expect(await get(`${server.url}/readyz`)).toEqual({ status: 200, text: 'ready\n' });
  await server.stop();
});

test('Prometheus reads requests, answers and durations on a separate listener', async () => {
  const server = await startTestServer({ args: ['--metrics-listen', '127.0.0.1:0'] });
  const client = createClient({ endpoint: server.url, username: server.username, password: server.password });
  await client.registerDeviceList(['7C2F80820EC0-55DF', '7C2F80208295-1910'], 'http://provider.example/', 'Daryna');
  await client.checkDevice('7C2F80A14B02');
  client.close();
  await fetch(`${server.url}/apxml/rpc.do`, { method: 'POST', headers: { authorization: `Basic ${btoa('a:b')}` } });
  await get(`${server.url}/invented/label`);
  await get(`${server.url}/invented/%label`);

  const metricsUrl = (await server.logged(/metrics: listening on http:[^"]*/)).replace('metrics: listening on ', '');
  const { status, text } = await get(`${metricsUrl}/metrics`);
  expect(status).toBe(200);
  expect(metric(text, 'gigaset_redirect_registrations')).toBe(2);
  const answers = (method: string, answer: string): number =>
    metric(text, `gigaset_redirect_answers_total{method="autoprov.${method}",answer="${answer}"}`);
  expect(answers('registerDeviceList', 'OK')).toBe(2);
  expect(answers('checkDevice', 'mac_not_found')).toBe(1);
  expect(metric(text, 'gigaset_redirect_failed_logins_total{listener="xmlrpc",outcome="failed"}')).toBe(1);
  expect(text).toMatch(
    /gigaset_redirect_request_duration_seconds_count\{listener="xmlrpc",method="autoprov\.registerDeviceList",status="200"\} 1/,
  );
  // A malformed path is counted too.
  expect(text).toMatch(
    /gigaset_redirect_request_duration_seconds_count\{listener="other",method="GET",status="400"\} 1/,
  );
  expect(text).toMatch(/gigaset_redirect_database_duration_seconds_count\{operation="registrations\.register"\} 1/);
  expect(text).toContain('process_resident_memory_bytes');
  // Each metric of the dashboard exists.
  const dashboard = readFileSync(join(root, 'deploy/grafana-dashboard.json'), 'utf8');
  const wanted = [...dashboard.matchAll(/\b(?:gigaset_redirect|process|nodejs)_\w+/g)].map(([name]) => name);
  expect(wanted.filter((name) => !text.includes(name))).toEqual([]);
  expect(new Set(wanted).size).toBeGreaterThan(5);
  // Unknown paths do not become labels.
  expect(text).not.toContain('invented');

  expect((await get(`${server.url}/metrics`)).status).toBe(404);
  await server.stop();
});

test('the log names the client behind a trusted proxy, and ignores headers of others', async () => {
  const forwarded = { 'x-forwarded-for': '203.0.113.7' };
  const address = async (args: readonly string[]): Promise<unknown> => {
    const server = await startTestServer({ args });
    await get(`${server.url}/nothing`, forwarded);
    await server.stop();
    const line = server
      .log()
      .split('\n')
      .find((text) => text.includes('/nothing'));
    const entry: { from?: unknown } = JSON.parse(line ?? '{}');
    return entry.from;
  };
  expect(await address(['--trust-proxy', 'loopback'])).toBe('203.0.113.7');
  expect(await address(['--trust-proxy', '10.0.0.0/8'])).toBe('127.0.0.1');
  expect(await address([])).toBe('127.0.0.1');
  const wrong = await runCommand(['serve', '--trust-proxy', '10.0.0.0/33']);
  expect(wrong).toMatchObject({ code: 2 });
  expect(wrong.stderr).toContain('"10.0.0.0/33" is neither an address, nor a network');
});

/** Asks `/readyz` until the answer has this status: the server looks for damage every second at most. */
async function readiness(server: TestServer, status: number): Promise<string> {
  for (;;) {
    const answer = await get(`${server.url}/readyz`);
    if (answer.status === status) return answer.text;
  }
}

test.each([
  [
    'is damaged',
    (file: string) => {
      const kept = 4096;
      const handle = openSync(file, 'r+');
      writeSync(handle, Buffer.alloc(statSync(file).size - kept, 'x'), 0, undefined, kept);
      closeSync(handle);
    },
    /not ready: the database file is damaged/,
  ],
  ['was replaced', (file: string) => renameSync(file, `${file}.old`), /not ready: the database file was removed/],
])('a server whose SQLite file %s is not ready', async (_, harm, message) => {
  const server = await startTestServer();
  expect(await readiness(server, 200)).toBe('ready\n');
  const file = join(server.dataDir, 'redirect.sqlite');
  const database = new DatabaseSync(file);
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
  harm(file);
  expect(await readiness(server, 503)).toMatch(message);
  await server.stop();
});

describe('while PostgreSQL', () => {
  const postgres = usePostgres();

  test('is down, the server is not ready, and its metrics show it', async () => {
    const database = await postgres().createDatabase();
    const server = await startTestServer({ database, args: ['--metrics-listen', '127.0.0.1:0'] });
    const at = (await server.logged(/metrics: listening on http:[^"]*/)).replace('metrics: listening on ', '');
    const metrics = async (): Promise<string> => (await get(`${at}/metrics`)).text;
    const before = await metrics();
    expect(metric(before, 'gigaset_redirect_database_up')).toBe(1);
    expect(metric(before, 'gigaset_redirect_registrations')).toBe(0);
    await postgres().pause();
    try {
      expect(await get(`${server.url}/readyz`)).toMatchObject({ status: 503 });
      const during = await metrics();
      expect(metric(during, 'gigaset_redirect_database_up')).toBe(0);
      expect(metric(during, 'gigaset_redirect_registrations')).toBeNaN();
      expect(metric(during, 'process_resident_memory_bytes')).toBeGreaterThan(0);
    } finally {
      await postgres().resume();
    }
    expect(await readiness(server, 200)).toBe('ready\n');
    expect(metric(await metrics(), 'gigaset_redirect_database_up')).toBe(1);
    await server.stop();
  });

  test('lacks a table, the server is not ready', async () => {
    const database = await postgres().createDatabase();
    const server = await startTestServer({ database });
    await postgres().sql(database, 'DROP TABLE inventory');
    expect(await readiness(server, 503)).toMatch(/^not ready: .* in the log/);
    await server.stop();
  });
});
