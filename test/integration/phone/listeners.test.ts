import { copyFile, writeFile } from 'node:fs/promises';
import { connect, type TLSSocket } from 'node:tls';
import { certificateFolder } from '../../support/certificates.ts';
import { testsExecutables } from '../../support/executables.ts';
import { describeUnless } from '../../support/foreign-peers.ts';
import { ask, boot, header } from '../../support/phone-client.ts';
import { runCommand, startTestServer, type TestServer } from '../../support/server.ts';
import { curl, curlAsPhone } from './curl.ts';
import { phoneUrlOf, register } from './serving.ts';

const macId = '7C2F80820EC0-55DF';
const phone = { username: '7C2F80820EC0', password: macId };
const target = 'http://provider.example/42/2/7C2F80820EC0.xml';

let folder: Awaited<ReturnType<typeof certificateFolder>>;
let files: { readonly cert: string; readonly key: string };
let server: TestServer | undefined;
beforeAll(async () => {
  folder = await certificateFolder();
  files = await folder.make('main');
});
afterEach(async () => {
  await server?.stop();
  server = undefined;
});
afterAll(() => folder.close());

/** Starts a server with one registered phone. */
async function serve(...args: readonly string[]): Promise<TestServer> {
  server = await startTestServer({ args });
  await register(server, macId, 'http://provider.example/%DVID/%MACD.xml');
  return server;
}

const tls = () => ['--tls-cert', files.cert, '--tls-key', files.key];
const old = (version: '1.0' | '1.1') => [`--tlsv${version}`, '--tls-max', version, '--ciphers', 'DEFAULT@SECLEVEL=0'];

describe('a separate listener for phones', () => {
  test('answers phones alone, at any path; the main listener then answers none', async () => {
    const { url, ...rest } = await serve('--phone-listen', '127.0.0.1:0');
    const phones = await phoneUrlOf({ url, ...rest });
    for (const path of ['/device/42/2/master.bin', '/device/42/2']) {
      expect((await curlAsPhone(phones + path, macId)).last).toMatchObject({ status: 302, body: `${target}\n` });
    }
    for (const path of ['/', '/master.bin']) {
      const body = `${target.replace('42/2', '%DVID')}\n`;
      expect((await curlAsPhone(phones + path, macId)).last).toMatchObject({ status: 302, body });
    }
    expect(await ask(`${phones}/apxml/rpc.do`, { method: 'POST' })).toMatchObject({ status: 405 });
    expect((await curlAsPhone(`${url}/device/42/2/master.bin`, macId)).last).toMatchObject({ status: 404 });
  });

  test('speaks HTTPS with the certificate of the main listener', async () => {
    const running = await serve(...tls(), '--phone-listen', '127.0.0.1:0');
    const phones = await phoneUrlOf(running);
    expect([running.url, phones].map((url) => new URL(url).protocol)).toEqual(['https:', 'https:']);
    const { last } = await curlAsPhone(`${phones}/device/42/2/`, macId, '--cacert', files.cert);
    expect(last).toMatchObject({ status: 302, body: `${target}\n` });
    expect((await curl('--cacert', files.cert, `${running.url}/apxml/rpc.do`)).last).toMatchObject({ status: 405 });
  });

  test('can speak HTTP while the main listener speaks HTTPS, and vice versa', async () => {
    const running = await serve(...tls(), '--phone-listen', 'http://127.0.0.1:0');
    const phones = await phoneUrlOf(running);
    expect(phones).toMatch(/^http:/);
    expect(await boot(`${phones}/device/42/2/`, phone)).toMatchObject({ status: 302 });
    await running.stop();
    const other = await serve(
      ...['--phone-listen', '127.0.0.1:0', '--phone-tls-cert', files.cert, '--phone-tls-key', files.key],
    );
    expect(other.url).toMatch(/^http:/);
    expect(await boot(`${await phoneUrlOf(other)}/device/42/2/`, phone)).toMatchObject({ status: 302 });
  });
});

/** Limits of the standalone executable that docs/operator.md states. */
const limit = testsExecutables ? 'the standalone executable cannot' : undefined;

describeUnless(limit, 'TLS 1.0 for phones', () => {
  test('can be enabled for phones, and stays disabled on the main listener', async () => {
    const running = await serve(...tls(), '--phone-listen', '127.0.0.1:0', '--phone-tls-min', 'TLSv1');
    const phones = `${await phoneUrlOf(running)}/device/42/2/master.bin`;
    for (const version of ['1.0', '1.1'] as const) {
      const got = await curlAsPhone(phones, macId, ...old(version), '--cacert', files.cert);
      expect(got.last).toMatchObject({ status: 302, body: `${target}\n` });
      expect(await curl(...old(version), '--insecure', running.url)).toMatchObject({ code: 35, replies: [] });
    }
    expect((await curlAsPhone(phones, macId, '--insecure')).last).toMatchObject({ status: 302 });
  });
});

describe('TLS 1.0', () => {
  test('is refused by default; TLS 1.2 is accepted', async () => {
    const running = await serve(...tls(), '--phone-listen', '127.0.0.1:0');
    const phones = `${await phoneUrlOf(running)}/device/42/2/master.bin`;
    expect(await curlAsPhone(phones, macId, ...old('1.0'), '--insecure')).toMatchObject({ code: 35, replies: [] });
    const { last } = await curlAsPhone(phones, macId, '--tlsv1.2', '--tls-max', '1.2', '--insecure');
    expect(last).toMatchObject({ status: 302 });
  });
});

describeUnless(limit, 'a certificate that was replaced (SIGHUP)', () => {
  test('is used for new connections while existing ones continue', async () => {
    const mine = await folder.make('replaced', 'first');
    const running = await serve('--tls-cert', mine.cert, '--tls-key', mine.key, '--phone-listen', '127.0.0.1:0');
    const phones = await phoneUrlOf(running);
    const staying = await connectTo(running.url);
    expect(subjectOf(staying)).toBe('first');

    await folder.make('replaced', 'second');
    process.kill(running.pid, 'SIGHUP');
    await running.logged(/"listener":"provisioners","subject":"CN=second",.*"msg":"certificate reloaded"/);
    await running.logged(/"listener":"phones","subject":"CN=second",.*"msg":"certificate reloaded"/);
    for (const url of [running.url, phones]) expect(await servedBy(url)).toBe('second');

    staying.write('GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect(await wholeText(staying)).toMatch(/^HTTP\/1\.1 404 /);
  });

  test.each([
    ['is no certificate', (cert: string) => writeFile(cert, 'nonsense')],
    ['is that of another key', async (cert: string) => copyFile((await folder.make('other')).cert, cert)],
    ['is empty', (cert: string) => writeFile(cert, '')],
  ])('by one that %s changes nothing, and the log says why', async (_, replace) => {
    const mine = await folder.make('spoilt', 'before');
    const running = await serve('--tls-cert', mine.cert, '--tls-key', mine.key);
    await replace(mine.cert);
    process.kill(running.pid, 'SIGHUP');
    const line = await running.logged(/.*the new certificate cannot be used.*/);
    expect(line).toMatch(/"level":50,.*"listener":"provisioners","reason":"The certificate in .*spoilt\.pem/);
    expect(await servedBy(running.url)).toBe('before');
  });

  test('without certificates, SIGHUP does nothing', async () => {
    const running = await serve();
    process.kill(running.pid, 'SIGHUP');
    await running.logged(/no certificate to reload/);
    expect(await boot(`${running.url}/device/42/2/`, phone)).toMatchObject({ status: 302 });
  });
});

describe('options for the answer to phones', () => {
  test('--phone-placeholders keep returns the URL as it was registered', async () => {
    const { url } = await serve('--phone-placeholders', 'keep');
    const { last } = await curlAsPhone(`${url}/device/42/2/`, macId);
    expect(last?.body).toBe('http://provider.example/%DVID/%MACD.xml\n');
    expect(last && header(last, 'location')).toEqual(['http://provider.example/%DVID/%MACD.xml']);
  });

  test('--phone-digest md5 offers and accepts nothing else', async () => {
    const { url } = await serve('--phone-digest', 'md5');
    const { replies } = await curlAsPhone(`${url}/device/42/2/`, macId);
    expect(replies.map(({ status }) => status)).toEqual([401, 302]);
    expect(replies[0] && header(replies[0], 'www-authenticate')).toEqual([expect.stringMatching(/algorithm=MD5,/)]);
    const wrong = { algorithm: 'SHA-256' };
    expect(await boot(`${url}/device/42/2/`, phone, { algorithm: 'MD5', wrong })).toMatchObject({ status: 401 });
  });
});

describe('a listener that cannot start is reported in one sentence', () => {
  const noFile = '/nowhere/cert.pem';
  const cases: readonly [string, () => readonly string[], number, RegExp][] = [
    ['a certificate without its key', () => ['--tls-cert', files.cert], 2, /--tls-key is missing/],
    ['a key alone', () => ['--phone-listen', ':1', '--phone-tls-key', files.key], 2, /host and port/],
    ['a missing certificate', () => ['--tls-cert', noFile, '--tls-key', files.key], 1, /cannot be read \(ENOENT/],
    ['a key for a certificate', () => ['--tls-cert', files.key, '--tls-key', files.key], 1, /cannot be used/],
    ['TLS for phones without a phone listener', () => ['--phone-tls-min', 'TLSv1'], 2, /--phone-listen HOST:PORT/],
    ['HTTPS for phones without a certificate', () => ['--phone-listen', 'https://127.0.0.1:0'], 2, /--phone-tls-cert/],
    ['old TLS over HTTP', () => ['--phone-listen', '127.0.0.1:0', '--phone-tls-min', 'TLSv1'], 2, /needs HTTPS/],
    ['an unknown TLS', () => ['--phone-tls-min', 'SSLv3'], 2, /TLSv1\.1/],
    ['a listener without a port', () => ['--phone-listen', '127.0.0.1'], 2, /host and port/],
    ['a port beyond all', () => ['--phone-listen', '127.0.0.1:70000'], 2, /65535/],
  ];
  test.each(cases)('%s', async (_, args, code, words) => {
    const data = folder.path('data');
    const result = await runCommand(['serve', '--port', '0', '--data', data, ...args()]);
    expect(result).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(words) });
  });

  test('a port in use is reported with its option, and no listener stays open', async () => {
    const { url } = await serve();
    const { host } = new URL(url);
    const result = await runCommand(['serve', '--port', '0', '--data', folder.path('data'), '--phone-listen', host]);
    expect(result).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/another one with --phone-listen/),
    });
  });
});

function connectTo(url: string): Promise<TLSSocket> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false }, () => resolve(socket));
    socket.once('error', reject);
  });
}

const subjectOf = (socket: TLSSocket): unknown => socket.getPeerCertificate().subject.CN;

async function servedBy(url: string): Promise<unknown> {
  const socket = await connectTo(url);
  const subject = subjectOf(socket);
  socket.destroy();
  return subject;
}

async function wholeText(socket: TLSSocket): Promise<string> {
  let text = '';
  for await (const chunk of socket.setEncoding('utf8')) text += String(chunk);
  return text;
}
