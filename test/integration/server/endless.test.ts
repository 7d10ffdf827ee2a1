import { certificateFolder } from '../../support/certificates.ts';
import { testsExecutables } from '../../support/executables.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { gigabyte } from './hostile-requests.ts';
import { callDocument, connectRaw, post } from './http.ts';
import { underAttack } from './under-attack.ts';

/** The start of a request, and what follows without end; Node.js counts hardly any of it towards its header limit. */
const endless: readonly [string, string, string][] = [
  ['empty lines before a request', '', '\r\n'],
  ['empty lines behind a request', 'GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n', '\r\n'],
  ['blanks behind the method', 'GET ', ' '],
  ['blanks behind the address', 'GET /nothing ', ' '],
  ['blanks in a header', 'GET /nothing HTTP/1.1\r\nHost: ', ' '],
  ['tabs behind a header', 'GET /nothing HTTP/1.1\r\nHost: a', '\t'],
  ['an address', 'GET /', 'a'],
  ['headers', 'GET /nothing HTTP/1.1\r\nHost: a\r\n', 'a: b\r\n'],
  ['folded lines of a header', 'GET /nothing HTTP/1.1\r\nHost: a\r\n', ' \r\n'],
  ['digits of a chunk’s length', 'GET /nothing HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n', '0'],
  [
    'blanks after the last chunk',
    'GET /nothing HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\na: ',
    ' ',
  ],
];

/** What the standalone executable reads until the client stops, as docs/operator.md says. */
const readByExecutable = ['empty lines before a request', 'empty lines behind a request', 'digits of a chunk’s length'];

let folder: Awaited<ReturnType<typeof certificateFolder>>;
let server: TestServer;
beforeAll(async () => {
  folder = await certificateFolder();
  const { cert, key } = await folder.make('phones');
  server = await startTestServer({
    args: [
      ...['--phone-listen', 'https://127.0.0.1:0', '--phone-tls-cert', cert, '--phone-tls-key', key],
      ...['--metrics-listen', '127.0.0.1:0'],
    ],
  });
  const value = (text: string): string => `<string>${text}</string>`;
  const phone = ['7C2F80208295-1910', 'http://b.example/', 'Others'].map(value);
  await post(server, callDocument('autoprov.registerDevice', ...phone));
});
afterAll(async () => {
  await server.stop();
  await folder.close();
});

const urlOf = async (endpoint: string): Promise<string> => {
  const line = await server.logged(new RegExp(`${endpoint}: listening on [^"]+`));
  return line.replace(/.* on /, '');
};

describe.each(['provisioners', 'phones', 'metrics'])('on the listener for %s', (endpoint) => {
  test.each(endless)(
    'a gigabyte of %s ends the connection, uses little memory and delays no other client',
    async (what, start, fill) => {
      const url = await urlOf(endpoint);
      const attack = gigabyte(() => start, undefined, fill);
      const siege = await underAttack(server, server, () => attack({ ...server, url }));
      const isRead = testsExecutables && readByExecutable.includes(what);
      expect(siege.answer).toMatch(isRead ? /^listened to the end; / : /^hung up; (?:HTTP\/1\.1 4\d\d |$)/);
      expect(siege.told).toHaveLength(1);
      expect(siege.told[0]).toContain('7C2F80208295');
      expect(siege.grownMiB).toBeLessThan(200);
      expect(server.log()).not.toContain('"level":50');
    },
  );
});

test('a long-lived connection is not mistaken for an endless request', async () => {
  const connection = await connectRaw(server);
  const body = 'x'.repeat(60_000);
  for (let turn = 1; turn <= 5; turn++) {
    await connection.write(`POST /nothing HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    await connection.heard(new RegExp(`(?:HTTP/1.1 404[^]*){${turn}}`));
  }
  connection.close();
});
