import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { basic, callDocument, connectRaw, post } from './http.ts';
import { visit, type Visitor } from './visitor.ts';

let server: TestServer;
let portal: Visitor;
/** The listeners by name. */
let urls: Readonly<Record<'provisioners' | 'phones' | 'metrics', string>>;
/** The cookie of a session, for pages behind the login. */
let cookie: string;

beforeAll(async () => {
  server = await startTestServer({ args: ['--phone-listen', '127.0.0.1:0', '--metrics-listen', '127.0.0.1:0'] });
  const urlOf = async (name: string): Promise<string> =>
    (await server.logged(new RegExp(`${name}: listening on http://[0-9.:]+`))).replace(/^.* /, '');
  urls = { provisioners: server.url, phones: await urlOf('phones'), metrics: await urlOf('metrics') };
  portal = await visit(server);
  const login = await fetch(`${server.url}/portal/login`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ name: server.username, password: server.password }),
  });
  cookie = login.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
});
afterAll(() => server.stop());

/** What a listener must never send to a client. */
const revealing = /\n\s+at |node:internal|node_modules|\.ts:\d|Internal server error|Something went wrong/;

describe('a mistake of a client is not answered as a fault of the server:', () => {
  test.each([
    ['a percent-encoded path', '/%70ortal/login', 'application/x-www-form-urlencoded', 'name=a&password=b'],
    ['a percent-encoded path of a page', '/%70ortal/register', 'application/x-www-form-urlencoded', 'mac_id=a'],
    ['an upload without a boundary', '/portal/upload', 'multipart/form-data', 'anything'],
    ['an upload that is truncated', '/portal/upload', 'multipart/form-data; boundary=b', '--b\r\nContent-Disp'],
    [
      'an upload that is truncated in its file',
      '/portal/upload',
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Disposition: form-data; name="file"; filename="a.xml"\r\n\r\n<methodCall>',
    ],
    ['an upload without parts', '/portal/upload', 'multipart/form-data; boundary=b', '--b--\r\n'],
    [
      'an upload of many fields',
      '/portal/upload',
      'multipart/form-data; boundary=b',
      `${'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n'.repeat(20)}--b--\r\n`,
    ],
    [
      'a field called __proto__',
      '/portal/upload',
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Disposition: form-data; name="__proto__"\r\n\r\nb\r\n--b--\r\n',
    ],
    ['JSON in place of a form', '/portal/login', 'application/json', '{"name":'],
    ['text in place of a form', '/portal/deregister', 'text/plain', 'mac=7C2F80820EC0'],
    ['a form that is no UTF-8', '/portal/login', 'application/x-www-form-urlencoded', 'name=%ff%fe&password=%00'],
    ['a content type of garbage', '/portal/login', ';;;', 'name=a'],
  ])('%s', async (_, path, type, body) => {
    const answer = await portal.send(path, { method: 'POST', body, headers: { 'content-type': type } });
    expect(answer.status).toBeLessThan(500);
    expect(answer.headers.get('content-type')).toMatch(/^text\/html/);
    expect(answer.text).not.toMatch(revealing);
  });

  test.each([
    ['one field', ['text'], 16],
    ['several fields together', ['text', 'url', 'provider_name'], 6],
  ])('a form with %s that are too long is refused with the reason, not cut', async (_, fields, mebibytes) => {
    const form = new FormData();
    for (const name of fields) {
      form.append(name, `${callDocument('autoprov.listDevices')}${' '.repeat(mebibytes * 1024 * 1024)}`);
    }
    const { status, text } = await portal.submit('/portal/upload', form);
    expect(status).toBe(413);
    expect(text).toContain('The form is longer than 16 MiB.');
    expect(text).toContain('Nothing was changed.');
  });
});

describe('the charset of a Content-Type', () => {
  const name = callDocument('autoprov.registerDevice', '7C2F80820EC0-55DF', 'http://a.example/', 'Zürich');

  test('takes precedence over the declaration of a document', async () => {
    const declared = name.replace('?>', ' encoding="UTF-8"?>');
    const headers = { 'content-type': 'text/xml; charset=iso-8859-1' };
    expect((await post(server, Buffer.from(declared, 'latin1'), { headers })).text).toContain('OK: password');
    const { text } = await post(server, callDocument('autoprov.checkDevice', '7C2F80820EC0'));
    expect(text).toContain('Zürich');
  });

  test('that is unknown is refused with the reason', async () => {
    const { status, text } = await post(server, name, { headers: { 'content-type': 'text/xml; charset=klingon' } });
    expect(status).toBe(415);
    expect(text).toContain('"klingon"');
  });
});

const method = fc.constantFrom(
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'OPTIONS',
  'PATCH',
  'TRACE',
  'PROPFIND',
  'CONNECT',
);
const pathOf = (known: readonly string[]) =>
  fc
    .tuple(
      fc.constantFrom(...known),
      fc.oneof(
        fc.constantFrom(
          '',
          '/',
          '//',
          '/./',
          '/../',
          '%',
          '%zz',
          '%00',
          '%2f',
          '%ff',
          '?',
          '?page=-1',
          '?before=%ff',
          '?a[]=b&a=c',
        ),
        fc.string({ unit: fc.constantFrom(..."abz09./%?&=;:@'~-_$[]{}|^`\\".split('')), maxLength: 40 }),
        fc.nat(300).map((length) => `/${'x'.repeat(length)}`),
      ),
      fc.boolean(),
    )
    // Every third character of the path percent-encoded.
    .map(([path, more, encoded]) =>
      encoded
        ? path.replace(
            /(..)([a-z])/g,
            (_, before: string, letter: string) => `${before}%${letter.charCodeAt(0).toString(16)}`,
          ) + more
        : path + more,
    );
const header = fc
  .tuple(
    fc.constantFrom(
      'Content-Type',
      'Content-Encoding',
      'Authorization',
      'Cookie',
      'Origin',
      'Accept',
      'Expect',
      'X-Forwarded-For',
      'X-Forwarded-Proto',
      'Range',
      'If-None-Match',
    ),
    fc.oneof(
      fc.constantFrom(
        'multipart/form-data',
        'multipart/form-data; boundary=',
        'multipart/form-data; boundary=b',
        'application/x-www-form-urlencoded',
        'application/json',
        'text/xml; charset=utf-16',
        'text/xml; charset="',
        'Basic',
        'Basic !!!!',
        'Digest',
        'Digest username="7C2F80820EC0", realm=, nonce="", uri="/", response=""',
        'gigaset_portal=; gigaset_portal=x',
        'null',
        'gzip',
      ),
      fc.string({ unit: 'grapheme-ascii', maxLength: 60 }),
    ),
  )
  .map(([name, value]) => `${name}: ${value.replace(/[\r\n]/g, '')}`);
const body = fc.oneof(
  fc.constantFrom(
    '',
    '--b\r\n',
    '--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n<a>\r\n--b',
    '--b\r\nContent-Disposition: form-data; name="text"\r\n\r\n<methodCall/>\r\n--b--\r\n',
    'mac=%&mac_id=%E0%A4%A&_csrf=a',
    '{"name":{"toString":1},"password":[]}',
    '<methodCall><methodName>autoprov.listDevices',
  ),
  fc.string({ unit: 'binary', maxLength: 200 }),
);

/** Sends one request of any bytes on a connection of its own, and returns the answer. */
async function ask(url: string, lines: readonly string[], payload: string): Promise<string> {
  const connection = await connectRaw({ url });
  await connection.write(`${[...lines, 'Connection: close'].join('\r\n')}\r\n\r\n${payload}`).catch(() => undefined);
  return connection.ended();
}

describe.each([
  [
    'provisioners',
    [
      '/apxml/rpc.do',
      '/portal/',
      '/portal/login',
      '/portal/logout',
      '/portal/check',
      '/portal/register',
      '/portal/phones',
      '/portal/phones/7C2F80820EC0',
      '/portal/deregister',
      '/portal/upload',
      '/portal/history',
      '/portal/help',
      '/portal/templates/listDevices.xml',
      '/portal/dx800/x.cfg',
      '/portal/assets/x/portal.css',
      '/healthz',
      '/readyz',
      '/',
    ],
    /^text\/(?:plain|html|xml|css|javascript)/,
  ],
  ['phones', ['/device/42/2/master.bin', '/device/', '/', '/7C2F80820EC0.xml'], /^text\/plain/],
  ['metrics', ['/metrics', '/healthz', '/readyz', '/'], /^text\/plain/],
] as const)('the listener for %s', (listener, paths, types) => {
  test('answers no malformed request with 500, a stack trace or a wrong type', async () => {
    const seed = randomInt(2 ** 31);
    const request = fc.record({
      method,
      path: pathOf(paths),
      headers: fc.array(header, { maxLength: 3 }),
      body,
      length: fc.constantFrom('right', 'chunked', 'too long'),
      known: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(request, async ({ method: verb, path, headers, body: payload, length, known }) => {
        const bytes = Buffer.byteLength(payload);
        const framing =
          length === 'chunked' ? 'Transfer-Encoding: chunked' : `Content-Length: ${length === 'right' ? bytes : 0}`;
        const framed = length === 'chunked' ? `${bytes.toString(16)}\r\n${payload}\r\n0\r\n\r\n` : payload;
        const credentials = known
          ? [`Cookie: ${cookie}`, `Authorization: ${basic(server.username, server.password)}`]
          : [];
        const answer = await ask(
          urls[listener],
          [`${verb} ${path} HTTP/1.1`, 'Host: a', framing, ...credentials, ...headers],
          framed,
        );
        // A connection that is refused as no HTTP may be closed without an answer.
        if (answer === '') return;
        const [, status] = /^HTTP\/1\.1 (\d{3})/.exec(answer) ?? [];
        expect(status).toMatch(/^[234]\d\d$/);
        expect(answer).not.toMatch(revealing);
        const type = /^content-type: (.*)$/im.exec(answer.split('\r\n\r\n', 1)[0] ?? '')?.[1];
        if (type !== undefined) expect(type).toMatch(types);
      }),
      { seed, numRuns: 300 },
    );
    expect(server.log()).not.toContain('"level":50');
  });
});
