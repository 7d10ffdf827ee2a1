import { testsExecutables } from '../../support/executables.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { basic, callDocument, connectRaw, post } from './http.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

/** The answer to these bytes. */
async function told(bytes: string): Promise<string> {
  const connection = await connectRaw(server);
  await connection.write(bytes);
  return connection.ended();
}

const sentences: readonly [string, string, RegExp][] = [
  [
    'what is no HTTP',
    'hello\r\n\r\n',
    // Bun does not say what is invalid.
    new RegExp(
      `^HTTP/1\\.1 400 .*This is not a valid HTTP/1\\.1 request${testsExecutables ? '\\.' : ': Invalid method'}`,
      's',
    ),
  ],
  ['a ClientHello', '\x16\x03\x01\x02\x00\x01\x00', /^HTTP\/1\.1 400 .*This is not a valid HTTP\/1\.1 request/s],
  [
    'the preface of HTTP/2',
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    /^HTTP\/1\.1 400 .*This is not a valid HTTP\/1\.1 request/s,
  ],
  ['two lengths', 'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', /^HTTP\/1\.1 400 /],
  [
    'both a length and chunks',
    'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    /^HTTP\/1\.1 400 /,
  ],
  ['a head of 20,000 characters', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\n\r\n`, /^HTTP\/1\.1 431 /],
  [
    'a path with a broken %',
    'GET /device/%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    /^HTTP\/1\.1 400 .*\/device\/%zz/s,
  ],
  [
    'a path with a very long segment',
    `GET /portal/phones/${'a'.repeat(3000)} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
    /^HTTP\/1\.1 4(?:14|04|03) |^HTTP\/1\.1 303 /,
  ],
  [
    'an unknown method',
    'PROPFIND /apxml/rpc.do HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    /^HTTP\/1\.1 40[45] .*XML-RPC is at/s,
  ],
  [
    'incomplete JSON where none is accepted',
    'POST /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 1\r\n\r\n{',
    /^HTTP\/1\.1 40[05] /,
  ],
];

test.each(sentences)('%s gets a status and a sentence as plain text', async (_what, bytes, answer) => {
  const text = await told(bytes);
  expect(text).toMatch(answer);
  expect(text).not.toMatch(/content-type: application\/json/i);
  expect(text).not.toMatch(/^\{/m);
  if (text.startsWith('HTTP/1.1 4')) expect(text).toMatch(/content-type: text\/(?:plain|html); charset=utf-8/i);
  expect(server.log()).not.toContain('"level":50');
});

test('garbage after a good request is answered after it', async () => {
  const connection = await connectRaw(server);
  await connection.write('GET /readyz HTTP/1.1\r\nHost: a\r\n\r\ngarbage\r\n\r\n');
  expect(await connection.ended()).toMatch(/^HTTP\/1\.1 200 [^]*ready\n$/);
});

test('a body that is longer than its Content-Length gets the answer to its beginning', async () => {
  const { username, password } = server;
  const body = callDocument('autoprov.listDevices');
  const head = `POST /apxml/rpc.do HTTP/1.1\r\nHost: a\r\nAuthorization: ${basic(username, password)}`;
  const answer = await told(`${head}\r\nContent-Length: ${body.length - 10}\r\n\r\n${body}`);
  expect(answer).toMatch(/^HTTP\/1\.1 200 [^]*-32700/);
});

test.each(['IDENTITY', ' identity ', ''])('Content-Encoding "%s" means uncompressed', async (encoding) => {
  const body = callDocument('autoprov.listDevices');
  const { status, text } = await post(server, body, { headers: { 'content-encoding': encoding } });
  expect([status, text]).toEqual([200, expect.stringContaining('<array>')]);
});

test('the log contains broken requests with their origin', async () => {
  await told('nonsense\r\n\r\n');
  const line = await server.logged(/^.*malformed request.*$/m);
  expect(JSON.parse(line)).toMatchObject({ status: 400, from: '127.0.0.1', msg: 'malformed request' });
});
