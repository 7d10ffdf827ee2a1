import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describeWithPeers } from '../../support/foreign-peers.ts';
import { macRange } from '../../support/phones.ts';
import { createClient, type AutoprovClient } from '#autoprov';
import type { XmlRpcValue } from '#xmlrpc';

const reception = '7C2F80820EC0';
const workshop = '7C2F80208295';
const url = 'http://172.29.0.103/plainxml/%DVID/xml/%MACD.xml?a=1&b=<2>';
const date = '2026-03-01 12:00:00';

describe('a redirect service on npm xmlrpc', () => {
  const peer = ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'npm-peer.ts')];
  testClientWith(process.execPath, peer, (code, mac) => ({ code, value: mac }));
});

describeWithPeers(['python'], "a redirect service on Python's xmlrpc.server", () => {
  const refusal = (code: string): unknown => ({ code, value: undefined });
  testClientWith('python3', [join(import.meta.dirname, 'python-peer.py')], refusal);
});

/** Tests the client with the peer that a command starts. `refusal` is the form in which the peer reports an answer code. */
function testClientWith(
  command: string,
  args: readonly string[],
  refusal: (code: string, mac: string) => unknown,
): void {
  let client: AutoprovClient;
  let stop: () => Promise<unknown>;
  const refused = (code: string, mac: string): unknown => ({ ok: false, refusal: refusal(code, mac) });

  beforeAll(async () => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    const closed = new Promise((resolve) => child.once('close', resolve));
    stop = () => {
      child.kill();
      return closed;
    };
    const [port] = await Promise.race([
      new Promise<string[]>((resolve) =>
        createInterface({ input: child.stdout }).once('line', (line: string) => resolve([line])),
      ),
      closed.then(() => {
        throw new Error(`${command} did not start`);
      }),
    ]);
    client = createClient({
      endpoint: `http://127.0.0.1:${port ?? ''}`,
      username: 'daryna',
      password: 'correct horse',
    });
  });
  afterAll(async () => {
    client.close();
    await stop();
  });

  test('answers all six methods, for phones in any spelling', async () => {
    expect(await client.registerDevice('7c:2f:80:82:0e:c0-55df', url, 'Daryna & Söhne')).toEqual({
      ok: true,
      text: 'OK: password',
      password: 'password',
    });
    expect(await client.registerDevice(`${reception}-55DF`, url, 'Daryna & Söhne')).toEqual(
      refused('mac_already_in_use', reception),
    );
    expect(
      await client.registerDeviceList(['7c2f80-208295 1910', `${reception}-55DF`, '7C2F80000001'], url, 'Marek'),
    ).toEqual([
      { ok: true, text: 'OK: password', password: 'password' },
      refused('mac_already_in_use', reception),
      refused('mac_invalid', '7C2F80000001'),
    ]);
    const registrations = [
      { mac: reception, providerName: 'Daryna & Söhne', url, date },
      { mac: workshop, providerName: 'Marek', url, date },
    ];
    expect(await client.checkDevice('7C2F.8082.0EC0')).toEqual({ ok: true, registration: registrations[0] });
    expect(await client.checkDevice('7C2F80000001')).toEqual(refused('mac_not_found', '7C2F80000001'));
    expect(await client.listDevices()).toEqual(registrations);
    expect(await client.listDevices(['Marek', 'nobody'])).toEqual(registrations.slice(1));
    expect(await client.listDevices(['nobody'])).toEqual([]);
    expect(await client.deregisterDevice(reception)).toEqual({ ok: true });
    expect(await client.deregisterDevice(reception)).toEqual(refused('mac_not_found', reception));
    expect(await client.deregisterDeviceList([reception, `${workshop}-1910`])).toEqual([
      refused('mac_not_found', reception),
      { ok: true },
    ]);
    expect(await client.listDevices()).toEqual([]);
  });

  test('returns values of every type', async () => {
    const values: readonly XmlRpcValue[] = [
      'text\n <&> \u{1f4de}',
      '',
      -1,
      1.5,
      true,
      new Date('2026-03-01T12:00:00Z'),
      Uint8Array.of(0, 255, 1),
      [1, ['a'], []],
      { a: { b: false }, c: 'd' },
    ];
    expect(await client.call('echo', values)).toEqual(values);
  });

  test('registers 2,000 phones in one call and lists them in one answer', async () => {
    const macs = macRange(2000, 0, '7C2F81');
    const answers = await client.registerDeviceList(
      macs.map((mac) => `${mac}-0001`),
      url,
      'Fleet',
    );
    expect(answers.filter(({ ok }) => ok)).toHaveLength(2000);
    expect((await client.listDevices(['Fleet'])).map(({ mac }) => mac)).toEqual(macs);
  });
}
