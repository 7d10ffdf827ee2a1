import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../../tools/paths.ts';
import { run as runProgram } from '../../../tools/run.ts';
import { faults, refusal } from '../../support/faulty-proxy.ts';
import { useFaultyService } from '../../support/faulty-service.ts';
import { describeWithPeers, peerPath } from '../../support/foreign-peers.ts';
import { macIdOf, macIdRange, macOf, macRange } from '../../support/phones.ts';
import { runCommand, startCommand } from '../../support/server.ts';

const url = 'http://provider.example/%MACD.xml';
const target = ['--url', url, '--provider-name', 'Daryna'];

const service = useFaultyService();
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gigaset-register-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const run = (...args: readonly string[]) => runCommand(args, '', service.env);

/** The exit code, and the summary that `--json` prints. */
async function summary(...args: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  const { code, stdout } = await run(...args, '--json');
  const result: Readonly<Record<string, unknown>> = JSON.parse(stdout);
  return { code, ...result };
}

function fleetFile(macIds: readonly string[], redirectUrl = url): string {
  const file = join(dir, 'devices.csv');
  writeFileSync(file, `mac_id;url;provider_name\n${macIds.map((id) => `${id};${redirectUrl};Daryna\n`).join('')}`);
  return file;
}

const registered = async () => (await service.rows()).map(({ mac }) => mac);

describe('register', () => {
  test('registers a phone, and leaves it alone the second time', async () => {
    const args = ['register', macIdOf(1), ...target];
    expect(await summary(...args)).toMatchObject({ code: 0, phones: 1, registered: 1 });
    expect(await service.rows()).toEqual([{ mac: macOf(1), providerName: 'Daryna', url }]);
    expect(await summary(...args)).toMatchObject({ code: 0, phones: 1, registered: 0, unchanged: 1 });
  });

  test('registers a file with a list for each target', async () => {
    const file = fleetFile(macIdRange(40));
    const calls = await service.callsDuring(async () => {
      expect(await summary('register', '--file', file)).toMatchObject({ code: 0, phones: 40, registered: 40 });
    });
    expect(calls.filter((method) => method.startsWith('register'))).toEqual(['registerDeviceList']);
    expect(await registered()).toEqual(macRange(40));
  });

  test('says that there is nothing to do for a file without phones', async () => {
    const file = fleetFile([]);
    expect(await run('register', '--file', file)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^0 phones: nothing to do, in /),
    });
  });

  test('takes the target of rows without one from the options', async () => {
    const file = join(dir, 'bare.csv');
    writeFileSync(file, `mac_id\n${macIdOf(1)}\n`);
    expect(await run('register', '--file', file, '--url', url)).toMatchObject({ code: 2, stdout: '' });
    expect(await summary('register', '--file', file, ...target)).toMatchObject({ code: 0, registered: 1 });
  });

  test('does not re-point a phone unless it is told to', async () => {
    await service.register(macIdOf(1), 'http://old.example/', 'Legacy');
    const args = ['register', macIdOf(1), macIdOf(2), ...target];
    expect(await summary(...args)).toMatchObject({
      code: 1,
      registered: 1,
      failed: 1,
      failures: [{ macs: [macOf(1)], code: 'mac_already_in_use' }],
    });
    expect(await service.rows()).toContainEqual({ mac: macOf(1), url: 'http://old.example/', providerName: 'Legacy' });
    expect(await summary(...args, '--on-conflict', 'replace')).toMatchObject({ code: 0, repointed: 1, unchanged: 1 });
    expect(await service.rows()).toContainEqual({ mac: macOf(1), url, providerName: 'Daryna' });
  });

  test('does nothing in a dry run but show the changes', async () => {
    await service.register(macIdOf(1), 'http://old.example/', 'Legacy');
    const file = fleetFile(macIdRange(3));
    const calls = await service.callsDuring(async () => {
      const { code, stdout } = await run('register', '--file', file, '--dry-run', '--json');
      expect(code).toBe(1);
      expect(
        stdout
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as unknown),
      ).toMatchObject([
        { mac: macOf(0), change: 'register' },
        { mac: macOf(1), change: 'impossible' },
        { mac: macOf(2), change: 'register' },
      ]);
    });
    expect(new Set(calls)).toEqual(new Set(['checkDevice']));
  });

  test('refuses a bare MAC that is not registered, and registers the others', async () => {
    expect(await summary('register', macOf(1), macIdOf(2), ...target)).toMatchObject({
      code: 1,
      registered: 1,
      failures: [{ macs: [macOf(1)], code: 'missing ID' }],
    });
  });

  test('reports what the server refuses, and registers the others', async () => {
    service.proxy.use(({ method, body }) => {
      if (method === 'registerDeviceList') return { kind: 'answer', status: 405 };
      return method === 'registerDevice' && body.includes(macOf(1)) ? refusal('mac_not_exist') : undefined;
    });
    expect(await summary('register', '--file', fleetFile(macIdRange(3)))).toMatchObject({
      code: 1,
      registered: 2,
      failed: 1,
      failures: [{ macs: [macOf(1)], code: 'mac_not_exist' }],
    });
  });

  test('counts a phone whose answer was lost as registered', async () => {
    service.proxy.use(({ method, nth }) =>
      method === 'registerDeviceList' && nth === 1 ? faults.lostAnswer : undefined,
    );
    expect(await summary('register', '--file', fleetFile(macIdRange(3)))).toMatchObject({ code: 0, registered: 3 });
  });

  test('has exit code 3 if the server is not reached', async () => {
    await service.proxy.refuse();
    const { code, stdout, stderr } = await run('register', macIdOf(1), ...target);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(/^gigaset-redirect: autoprov\.checkDevice at .*\n$/);
  });

  test('never prints an ID or a password', async () => {
    const file = fleetFile(macIdRange(2), 'http://phone:s3cret@provider.example/');
    for (const more of [['--dry-run'], [], ['--on-conflict', 'replace', '--url', url]]) {
      const { stdout, stderr } = await run('register', '--file', file, ...more);
      expect(stdout + stderr).not.toMatch(/s3cret|-A00[01]/);
    }
  });
});

describe('deregister', () => {
  test('deregisters a phone, and leaves it alone the second time', async () => {
    await service.register(macIdOf(1), url, 'Daryna');
    expect(await summary('deregister', macOf(1))).toMatchObject({ code: 0, deregistered: 1 });
    expect(await registered()).toEqual([]);
    expect(await summary('deregister', macOf(1))).toMatchObject({ code: 0, deregistered: 0, unchanged: 1 });
  });

  test('needs --yes for several phones if there is no terminal', async () => {
    const file = fleetFile(macIdRange(3));
    await run('register', '--file', file);
    expect(await run('deregister', '--file', file)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('--yes'),
    });
    expect(await registered()).toHaveLength(3);
    expect(await summary('deregister', '--file', file, '--yes')).toMatchObject({ code: 0, deregistered: 3 });
    expect(await registered()).toEqual([]);
  });
});

describeWithPeers(['python'], 'on a terminal', () => {
  const runOnTerminal = (args: readonly string[], answers: readonly string[] = []) => {
    const command = [process.execPath, '--disable-warning=ExperimentalWarning', join(root, 'dist/cli.mjs'), ...args];
    const script = join(import.meta.dirname, 'terminal.py');
    const env = { ...process.env, NODE_OPTIONS: undefined, ...service.env };
    return runProgram(peerPath('python'), [script, JSON.stringify(command), JSON.stringify(answers)], { env });
  };

  test('register shows its progress on a line that it removes', async () => {
    const file = join(dir, 'two-targets.csv');
    writeFileSync(file, `mac_id;url;provider_name\n${macIdOf(1)};${url};Daryna\n${macIdOf(2)};${url};Legacy\n`);
    service.proxy.use(({ method }) => (method.startsWith('register') ? { kind: 'trickle', everyMs: 5 } : undefined));
    const { code, stdout } = await runOnTerminal(['register', '--file', file]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/\r\u001b\[K\d of 2 phones \(\d+%, \d+ s left\)[^\n]*\r\u001b\[K\S*2 phones: /);
  });

  test.each([
    ['y\n', 0, 0],
    ['n\n', 1, 2],
    ['\u0003', 130, 2],
  ])('deregister asks, and with the answer %j ends with %d and leaves %d phones', async (answer, code, left) => {
    await run('register', macIdOf(1), macIdOf(2), ...target);
    const result = await runOnTerminal(['deregister', macOf(1), macOf(2)], [answer]);
    expect(result).toMatchObject({ code, stdout: expect.stringContaining('Deregister 2 phones of') });
    expect(await registered()).toHaveLength(left);
  });
});

describe('an interrupt', () => {
  test('ends the command within a second with a summary, and the same command does the rest', async () => {
    const file = fleetFile(macIdRange(1200));
    // The first list is answered; the others never are.
    service.proxy.use(({ method, nth }) => (method === 'registerDeviceList' && nth > 1 ? faults.held : undefined));
    const command = startCommand(['register', '--file', file, '--json'], '', service.env);
    await service.proxy.holds(2);
    const interrupted = performance.now();
    command.kill('SIGINT');
    const { code, stdout } = await command.finished;
    // The rest of the second is for a busy machine to start and end the process.
    expect(performance.now() - interrupted).toBeLessThan(1_500);
    expect(code).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({
      phones: 1200,
      registered: 500,
      unknown: 700,
      interrupted: true,
    });
    service.proxy.use(() => undefined);
    expect(await summary('register', '--file', file)).toMatchObject({ code: 0, phones: 1200, failed: 0 });
    expect(await registered()).toEqual(macRange(1200));
  });

  test('before anything was changed says so', async () => {
    service.proxy.use(() => faults.held);
    const command = startCommand(['register', macIdOf(1), ...target], '', service.env);
    await service.proxy.holds(1);
    command.kill('SIGTERM');
    const { code, stdout, stderr } = await command.finished;
    expect({ code, stdout, stderr }).toEqual({
      code: 130,
      stdout: '',
      stderr: 'gigaset-redirect: Interrupted. Nothing was changed.\n',
    });
  });
});
