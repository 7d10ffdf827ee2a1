import { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { connect, dynamicValue } from './support/grpc-peer.ts';
import {
  clientCertificate,
  cookie,
  endAll,
  exampleCommand,
  sampleCommand,
  startPlugin,
} from './support/plugin-process.ts';

let sockets: string;
beforeEach(() => {
  sockets = mkdtempSync(join(tmpdir(), 'framework-sockets-'));
});
afterEach(async () => {
  await endAll();
  rmSync(sockets, { recursive: true });
});

/** A thing of the sample provider whose create runs until it is interrupted. */
const creating = {
  type_name: 'sample_thing',
  config: dynamicValue({ name: 'waits', rule: [] }),
  prior_state: dynamicValue(null),
  planned_state: dynamicValue({ name: 'waits', rule: [] }),
};
const log = { TF_LOG: 'info' };

describe('the handshake', () => {
  test('is one line with protocol 6, the socket, gRPC and the certificate', async () => {
    const peer = await connect(exampleCommand);
    const { handshake, plugin } = peer;
    const [core, protocol, network, address = '', kind, der = ''] = handshake.split('|');
    expect([core, protocol, network, kind]).toEqual(['1', '6', 'unix', 'grpc']);
    expect(existsSync(address)).toBe(true);
    expect(der).not.toContain('=');
    const certificate = new X509Certificate(Buffer.from(der, 'base64'));
    expect(certificate.checkHost('localhost')).toBe('localhost');
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.publicKey.asymmetricKeyDetails).toMatchObject({ namedCurve: 'prime256v1' });
    expect(plugin.stdout()).toBe(`${handshake}\n`);
    peer.close();
  });

  test.each([
    ['another certificate', clientCertificate()],
    ['no certificate', null],
  ])('refuses a client with %s', async (_, presents) => {
    const peer = await connect(exampleCommand, { presents });
    await expect(peer.call('GetProviderSchema')).rejects.toMatchObject({ code: 14 });
    peer.close();
  });

  test('explains the program and exits with 1 when no engine started it', async () => {
    const plugin = startPlugin(exampleCommand);
    expect(await plugin.ended).toBe(1);
    expect(plugin.stdout()).toBe('');
    expect(plugin.stderr()).toContain('This is the provider "null" 3.2.4 for Terraform and OpenTofu.');
    expect(plugin.stderr()).toContain('source = "hashicorp/null"');
  });

  test('reports on the first line that no socket can be created', async () => {
    const env = { ...cookie, PLUGIN_UNIX_SOCKET_DIR: join(sockets, 'nowhere') };
    const plugin = startPlugin(sampleCommand, env);
    expect(await plugin.line(/./)).toContain(env.PLUGIN_UNIX_SOCKET_DIR);
    expect(plugin.stdout().split('\n')).toHaveLength(2);
    expect(plugin.stdout()).not.toContain('|');
    expect(await plugin.ended).toBe(1);
  });

  test.each([91, 92, 150])('names a socket that exists if TMPDIR has %d bytes', async (length) => {
    const long = join(sockets, 'x'.repeat(length - sockets.length - 1));
    mkdirSync(long);
    const peer = await connect(sampleCommand, { env: { TMPDIR: long } });
    const address = peer.handshake.split('|')[3] ?? '';
    expect(Buffer.byteLength(address)).toBeLessThanOrEqual(107);
    expect(existsSync(address)).toBe(true);
    peer.plugin.kill('SIGTERM');
    await peer.plugin.ended;
    expect(existsSync(dirname(address))).toBe(false);
    expect(readdirSync(long)).toEqual([]);
    peer.close();
  });
});

describe('a provider process ends', () => {
  const env = {
    ...log,
    get PLUGIN_UNIX_SOCKET_DIR() {
      return sockets;
    },
  };

  test('on Shutdown, after its response', async () => {
    const peer = await connect(exampleCommand, { env });
    expect(readdirSync(sockets)).toHaveLength(1);
    expect(await peer.call('plugin.GRPCController/Shutdown')).toEqual({});
    expect(await peer.plugin.ended).toBe(0);
    expect(readdirSync(sockets)).toEqual([]);
    peer.close();
  });

  test('on SIGTERM, after it has answered the running calls', async () => {
    const peer = await connect(sampleCommand, { env });
    await peer.call('ConfigureProvider', { config: dynamicValue({ token: null }) });
    const { answer } = peer.start('ApplyResourceChange', creating);
    await peer.plugin.logged('creating a thing');
    peer.plugin.kill('SIGTERM');
    expect(await answer).toMatchObject({ diagnostics: [{ summary: 'Interrupted as requested' }] });
    expect(await peer.plugin.ended).toBe(0);
    expect(readdirSync(sockets)).toEqual([]);
    peer.close();
  });

  test('when the engine is killed, without leaving a socket behind', async () => {
    // A shell plays the engine: it starts the provider and is killed.
    const script = '"$@" & echo "provider $!"; wait';
    const engine = startPlugin(['/bin/sh', '-c', script, 'sh', ...sampleCommand], { ...cookie, ...env });
    const address = (await engine.line(/^1\|/)).split('|')[3] ?? '';
    expect(dirname(dirname(address))).toBe(sockets);
    engine.kill('SIGKILL');
    // The provider shares the pipes, so they close when it has ended too.
    expect(await engine.ended).toBe('SIGKILL');
    expect(readdirSync(sockets)).toEqual([]);
  });
});

describe('an interrupt', () => {
  test('reaches the running call, and the provider lives on', async () => {
    const peer = await connect(sampleCommand, { env: log });
    await peer.call('ConfigureProvider', { config: dynamicValue({ token: null }) });
    const { answer } = peer.start('ApplyResourceChange', creating);
    await peer.plugin.logged('creating a thing');
    expect(await peer.call('StopProvider')).toEqual({ Error: '' });
    expect(await answer).toMatchObject({ diagnostics: [{ summary: 'Interrupted as requested' }] });
    expect(await peer.call('grpc.health.v1.Health/Check')).toEqual({ status: 'SERVING' });
    peer.close();
  });

  test('from the terminal reaches the running call, and the provider lives on', async () => {
    const peer = await connect(sampleCommand, { env: log });
    await peer.call('ConfigureProvider', { config: dynamicValue({ token: null }) });
    const { answer } = peer.start('ApplyResourceChange', creating);
    await peer.plugin.logged('creating a thing');
    peer.plugin.kill('SIGINT');
    expect(await answer).toMatchObject({ diagnostics: [{ summary: 'Interrupted as requested' }] });
    expect(await peer.call('grpc.health.v1.Health/Check')).toEqual({ status: 'SERVING' });
    peer.close();
  });

  test('reaches a call that the engine cancels', async () => {
    const peer = await connect(sampleCommand, { env: log });
    await peer.call('ConfigureProvider', { config: dynamicValue({ token: null }) });
    const started = peer.start('ApplyResourceChange', creating);
    await peer.plugin.logged('creating a thing');
    started.cancel();
    await expect(started.answer).rejects.toMatchObject({ code: 1 });
    // The process ends only when no call is running.
    peer.plugin.kill('SIGTERM');
    expect(await peer.plugin.ended).toBe(0);
    peer.close();
  });
});

describe('the log', () => {
  const secrets = { secret: 'SECRET-OF-CONFIG', secret_wo: 'SECRET-WRITE-ONLY', anything: null };
  const thing = dynamicValue({ name: 'logged', rule: [], ...secrets });

  interface Line {
    readonly '@message': string;
  }

  async function logOf(env: Readonly<Record<string, string>>): Promise<readonly Line[]> {
    const peer = await connect(sampleCommand, { env });
    await peer.call('ConfigureProvider', { config: dynamicValue({ token: 'SECRET-TOKEN' }) });
    await peer.call('ApplyResourceChange', { ...creating, config: thing, planned_state: thing });
    await peer.call('plugin.GRPCController/Shutdown');
    await peer.plugin.ended;
    peer.close();
    const lines: Line[] = JSON.parse(`[${peer.plugin.stderr().trim().replaceAll('\n', ',')}]`);
    return lines;
  }

  test('consists of hclog lines on standard error, with sensitive values masked', async () => {
    const [line] = await logOf({ TF_LOG: 'INFO' });
    expect(line).toEqual({
      '@level': 'info',
      '@message': 'creating a thing',
      '@module': 'provider.sample',
      '@timestamp': expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
      secret: '***',
      token: '***',
      wo: '***',
    });
  });

  test.each([
    [{}, []],
    [{ TF_LOG: 'TRACE', TF_LOG_PROVIDER: 'off' }, []],
    [{ TF_LOG: 'off', TF_LOG_PROVIDER_SAMPLE: 'debug' }, ['creating a thing', 'stopping: the engine sent Shutdown']],
    [
      { TF_LOG: 'json', TF_LOG_PROVIDER: '' },
      ['received a request', 'received a request', 'creating a thing', 'stopping: the engine sent Shutdown'],
    ],
  ])('has the level of %j', async (env, messages) => {
    const lines = await logOf(env);
    expect(lines.map((line) => line['@message'])).toEqual(messages);
  });
});
