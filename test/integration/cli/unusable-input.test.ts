import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../../tools/paths.ts';
import { run } from '../../../tools/run.ts';
import { runCommand, startTestServer } from '../../support/server.ts';

let folder: string;
let data: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gigaset-input-'));
  data = join(folder, 'data');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const latin1 = Buffer.from('schönes Wort', 'latin1');

describe('text that is not UTF-8 is refused before anything is stored:', () => {
  afterEach(() => expect(readdirSync(folder)).not.toContain('data'));

  test('a password on stdin', async () => {
    const result = await runCommand(['account', 'add', 'daryna', '--password-stdin', '--data', data], latin1);
    expect(result).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/password on stdin.*UTF-8/) });
  });

  test('a password file', async () => {
    const file = join(folder, 'password');
    writeFileSync(file, latin1);
    const result = await runCommand(['account', 'add', 'daryna', '--password-file', file, '--data', data]);
    expect(result).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/password file .*UTF-8/) });
  });

  test('an account name', async () => {
    const script = `exec "$0" "$@" account add $'M\\xfcller' --password-stdin --data '${data}' <<<'correct horse'`;
    const { code, stderr } = await run(
      'bash',
      ['-c', script, process.execPath, '--disable-warning=ExperimentalWarning', join(root, 'dist', 'cli.mjs')],
      { env: { ...process.env, NODE_OPTIONS: undefined } },
    );
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringMatching(/not UTF-8/) });
  });

  test('a configuration file', async () => {
    const file = join(folder, 'redirect.json');
    writeFileSync(file, Buffer.from('{ "data": "/srv/Müller" }', 'latin1'));
    const result = await runCommand(['serve', '--check-config', '--config', file]);
    expect(result).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/redirect\.json is not UTF-8/) });
  });
});

test.each(['/proc/x', '/proc/x/y', '/sys/x', '/dev/null', '/dev/null/x'])(
  'the data folder %s is refused at once with the reason',
  async (path) => {
    const { code, stdout, stderr } = await runCommand(['serve', '--port', '0', '--data', path]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^gigaset-redirect: The data folder .* Choose another one with --data DIR\.\n$/);
  },
);

describe('a backup', () => {
  const addAccount = () =>
    runCommand(['account', 'add', 'daryna', '--password-stdin', '--data', data], 'correct horse battery');

  test('neither follows a link nor keeps the mode of an earlier file', async () => {
    await addAccount();
    const file = join(folder, 'redirect.backup');
    writeFileSync(file, 'old');
    chmodSync(file, 0o666);
    expect(await runCommand(['backup', file, '--data', data])).toMatchObject({ code: 0 });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const elsewhere = join(folder, 'elsewhere');
    writeFileSync(elsewhere, 'precious');
    symlinkSync(elsewhere, join(folder, 'link'));
    const linked = await runCommand(['backup', join(folder, 'link'), '--data', data]);
    expect(linked).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/cannot be written.* link/) });
    expect(statSync(elsewhere).size).toBe('precious'.length);
  });

  test('does not replace a device or a folder', async () => {
    await addAccount();
    const pipe = join(folder, 'pipe');
    await run('mkfifo', [pipe]);
    mkdirSync(join(folder, 'there'));
    for (const name of ['pipe', 'there']) {
      const result = await runCommand(['backup', join(folder, name), '--data', data]);
      expect(result).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/cannot be written/) });
    }
    expect(statSync(pipe).isFIFO()).toBe(true);
    expect(readdirSync(folder).filter((name) => name.endsWith('.new'))).toEqual([]);
  });

  test.each([
    ['below a file', join('file', 'redirect.backup')],
    ['with a name that is too long', 'x'.repeat(300)],
  ])('to a path %s fails in one sentence', async (_, path) => {
    await addAccount();
    writeFileSync(join(folder, 'file'), '');
    const { code, stdout, stderr } = await runCommand(['backup', join(folder, path), '--data', data]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^gigaset-redirect: The backup .* cannot be written: .*\. Nothing was changed\.\n$/);
  });
});

test('the server at its start, and --check-config, warn about a key that other users can read', async () => {
  const server = await startTestServer();
  const key = join(server.dataDir, 'secret.key');
  expect(server.log()).not.toContain('chmod');
  await server.kill();
  chmodSync(key, 0o644);
  const again = await startTestServer({ dataDir: server.dataDir });
  await again.logged(/"level":40.*secret\.key.*chmod 600/);
  await again.stop();
  const checked = await runCommand(['serve', '--check-config', '--data', server.dataDir]);
  expect(checked).toMatchObject({
    code: 0,
    stderr: `warning: other users can read or write the key ${key}. Run: chmod 600 ${key}\n`,
  });
  chmodSync(key, 0o600);
  expect(await runCommand(['serve', '--check-config', '--data', server.dataDir])).toMatchObject({ stderr: '' });
  rmSync(server.dataDir, { recursive: true });
});
