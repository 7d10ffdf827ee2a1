import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { root } from '../../../tools/paths.ts';
import { describeUnless, describeWithPeers } from '../../support/foreign-peers.ts';
import { freePort } from '../../support/free-port.ts';
import { readUnit, runInUnit, whyNoUnits } from './systemd-unit.ts';

const unit = readUnit(join(root, 'deploy', 'gigaset-redirect.service'));
const command = (key: 'ExecStartPre' | 'ExecStart'): readonly string[] => (unit.get(key)?.[0] ?? '').split(' ');

let folder: string;
let places: { readonly state: string; readonly config: string };
let service: ChildProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gigaset-unit-'));
  places = { state: mkdtempSync(join(folder, 'state-')), config: join(folder, 'redirect.json') };
  chownSync(places.state, 61_184, 61_184);
});
afterEach(async () => {
  if (service?.exitCode === null) {
    const closed = once(service, 'close');
    service.kill('SIGKILL');
    await closed;
  }
  service = undefined;
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a command of the service to its end. */
async function finish(args: readonly string[]): Promise<{ code: number | null; output: string }> {
  const child = runInUnit(unit, places, args);
  const code = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const read = async (stream: Readable | null): Promise<string> => (stream === null ? '' : text(stream));
  const [stdout, stderr] = await Promise.all([read(child.stdout), read(child.stderr)]);
  return { code: await code, output: stdout + stderr };
}

/** Starts the service and waits until it listens. */
async function start(): Promise<void> {
  service = runInUnit(unit, places, command('ExecStart'));
  let output = '';
  await new Promise<void>((resolve, reject) => {
    for (const stream of [service?.stdout, service?.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        output += chunk;
        if (/^listening on /m.test(output)) resolve();
      });
    }
    service?.once('close', () => reject(new Error(`The service ended before it listened:\n${output}`)));
  });
}

describeUnless(whyNoUnits(), 'the systemd unit', () => {
  describeWithPeers(['bwrap', 'systemdAnalyze'], 'with its restrictions', () => {
    test('denies other address families and other folders', async () => {
      writeFileSync(places.config, '{}');
      const node = '/opt/gigaset-redirect/node_modules/node/bin/node';
      const netlink = await finish([node, '-e', 'require("node:os").networkInterfaces()']);
      expect(netlink).toMatchObject({ code: 1, output: expect.stringContaining('uv_interface_addresses') });
      const write = await finish([node, '-e', 'require("node:fs").writeFileSync("/usr/x", "")']);
      expect(write).toMatchObject({ code: 1, output: expect.stringMatching(/EROFS|EACCES/) });
    });

    test.each([
      ['0.0.0.0', '127.0.0.1'],
      ['localhost', '127.0.0.1'],
      ['::', '127.0.0.1'],
      ['127.0.0.1', '127.0.0.1'],
    ])('checks its configuration, starts and is healthy with the host %s', async (host, address) => {
      const port = await freePort();
      writeFileSync(places.config, JSON.stringify({ host, port }));
      expect(await finish(command('ExecStartPre'))).toMatchObject({ code: 0 });
      await start();
      const response = await fetch(`http://${address}:${port}/readyz`);
      expect({ status: response.status, text: await response.text() }).toEqual({ status: 200, text: 'ready\n' });
      const [program = ''] = command('ExecStart');
      const health = await finish([program, 'health', '--config', '/etc/gigaset-redirect.json']);
      expect(health).toEqual({ code: 0, output: 'ready\n' });
    });
  });
});
