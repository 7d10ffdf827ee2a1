import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand, startTestServer } from '../../support/server.ts';

let dir: string;
let file: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gigaset-config-'));
  file = join(dir, 'redirect.json');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const check = (args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) =>
  runCommand(['serve', '--check-config', '--config', file, ...args], '', env);

test('command line, environment and file take precedence in this order', async () => {
  writeFileSync(
    file,
    '\ufeff{ "port": 8443, "host": "0.0.0.0", "log-level": "warn", "database": "postgres://u:geheim@db.example/redirect" }',
  );
  const { code, stdout } = await check(['--host', '127.0.0.1'], { GIGASET_REDIRECT_LOG_LEVEL: 'error' });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^port +8443 +configuration file$/m);
  expect(stdout).toMatch(/^host +127\.0\.0\.1 +command line$/m);
  expect(stdout).toMatch(/^log-level +error +environment$/m);
  expect(stdout).toMatch(/^data +gigaset-data +default$/m);
  expect(stdout).toContain('postgres://u:***@db.example/redirect');
  expect(stdout).not.toContain('geheim');
});

test('flag, environment or file set the age limit of the history; default: none', async () => {
  writeFileSync(file, '{ "keep-history": 90 }');
  expect((await check()).stdout).toMatch(/^keep-history +90 +configuration file$/m);
  const env = { GIGASET_REDIRECT_KEEP_HISTORY: '365' };
  expect((await check([], env)).stdout).toMatch(/^keep-history +365 +environment$/m);
  expect((await check(['--keep-history', 'forever'], env)).stdout).toMatch(/^keep-history +forever +command line$/m);
  writeFileSync(file, '{}');
  expect((await check()).stdout).toMatch(/^keep-history +forever +default$/m);
});

test('a server uses its configuration file', async () => {
  writeFileSync(file, '{ "log-level": "silent" }');
  const server = await startTestServer({ args: ['--config', file] });
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  expect(server.log()).toBe('');
  await server.stop();
});

test.each([
  ['an unknown setting', '{ "prot": 8080 }', 'unknown setting "prot". Known settings: port, host, data, '],
  ['an invalid port', '{ "port": "eighty" }', '"port": A port is a number from 0 to 65535'],
  ['an invalid level', '{ "log-level": "loud" }', '"log-level": Allowed choices are silent, error, '],
  [
    'a history of no days',
    '{ "keep-history": 0 }',
    '"keep-history": Enter a number of days, at least 1, or the word forever.',
  ],
  ['a value of another type', '{ "host": ["a"] }', '"host" must be a string or a number'],
  ['another file that it names', '{ "config": "x" }', 'unknown setting "config"'],
  ['no object', '[1]', 'is not a JSON object'],
  ['no JSON', '{ "database": "geheim, ', 'is not JSON'],
  ['a certificate without its key', '{ "tls-cert": "x.pem" }', '--tls-key is missing'],
  ['a missing certificate', '{ "tls-cert": "x.pem", "tls-key": "y.pem" }', 'x.pem'],
])('%s is reported with the name of the file or the setting', async (_, text, complaint) => {
  writeFileSync(file, text);
  const { code, stdout, stderr } = await check();
  expect({ code: code === 0, stdout }).toEqual({ code: false, stdout: '' });
  expect(stderr).toContain(complaint);
  expect(stderr).not.toContain('geheim');
});

test('a missing file is reported', async () => {
  expect((await check()).stderr).toMatch(/The configuration .*redirect\.json cannot be read: there is no such file\./);
});
