import { createHash } from 'node:crypto';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { connectRaw } from '../server/http.ts';
import { register } from './serving.ts';

const phone = { mac: '7C2F80820EC0', macId: '7C2F80820EC0-55DF' };
const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await register(server, phone.macId, 'http://provider.example/%DVID/%MACD.xml');
});
afterAll(() => server.stop());

/** Sends a head and returns the head of the response. */
async function exchange(...lines: readonly string[]): Promise<string> {
  const connection = await connectRaw(server);
  await connection.write([...lines, 'Connection: close', '\r\n'].join('\r\n'));
  const [head = ''] = (await connection.ended()).split('\r\n\r\n', 1);
  return head;
}

/**
 * Boots like the HTTP client of old pjsip: it takes the first challenge, knows only MD5, does not name the algorithm, sends
 * a constant cnonce, and finds headers by their exact names.
 */
async function bootLikePjsip(path: string): Promise<string> {
  const asked = await exchange(`GET ${path} HTTP/1.0`, 'Host: redirect.example');
  const challenge = /^WWW-Authenticate: Digest (.*)\r$/m.exec(asked)?.[1] ?? '';
  const field = (name: string): string => new RegExp(`${name}="?([^",]*)`).exec(challenge)?.[1] ?? '';
  if (field('algorithm') !== 'MD5') throw new Error(`not a challenge that pjsip knows: ${asked}`);
  const [realm, nonce, opaque] = [field('realm'), field('nonce'), field('opaque')];
  const credentials = md5(`${phone.mac}:${realm}:${phone.macId}`);
  const response = md5(`${credentials}:${nonce}:00000001:0123456789:auth:${md5(`GET:${path}`)}`);
  const answer = `Digest username="${phone.mac}", realm="${realm}", nonce="${nonce}", uri="${path}", nc=00000001, cnonce="0123456789", qop=auth, response="${response}", opaque="${opaque}"`;
  const answered = await exchange(`GET ${path} HTTP/1.0`, 'Host: redirect.example', `Authorization: ${answer}`);
  return /^Location: (.*)\r$/m.exec(answered)?.[1] ?? answered;
}

describe('an old phone', () => {
  test.each([
    '/device/42/2/master.bin',
    '//device/42/2/master.bin',
    '/device//42/2/master.bin',
    '/./device/42/2/master.bin',
    '/device/42/2/.',
    '/device/42/2/x/..',
    '/x/../device/42/2/',
    '/%64evice/%34%32/2/master.bin',
    'http://redirect.example/device/42/2/master.bin',
  ])('that requests %s is redirected with its device ID', async (path) => {
    expect(await bootLikePjsip(path)).toBe('http://provider.example/42/2/7C2F80820EC0.xml');
  });

  test('that compares the names of headers finds them as RFC 2616 writes them', async () => {
    const head = await exchange('GET /device/42/2/ HTTP/1.1', 'Host: redirect.example');
    const names = head.split('\r\n').flatMap((line) => /^([\w-]+):/.exec(line)?.[1] ?? []);
    expect(names).toEqual(expect.arrayContaining(['WWW-Authenticate', 'Content-Length', 'Content-Type']));
    expect(names.filter((name) => /(^|-)[a-z]/.test(name))).toEqual([]);
  });
});
