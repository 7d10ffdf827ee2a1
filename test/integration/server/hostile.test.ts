import { gzipSync } from 'node:zlib';
import { macIdRange } from '../../support/phones.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { basic, callDocument, connectRaw, post, type RawConnection } from './http.ts';
import { listRows, nodePeer } from './peers.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterEach(async () => {
  // After each test: others are served, nothing was registered, and no error was logged (pino's level 50).
  expect(await listRows(nodePeer(server))).toEqual([]);
  expect(server.log()).not.toContain('"level":50');
});
afterAll(() => server.stop());

/** The head of a request with valid credentials. */
const head = (...lines: readonly string[]): string =>
  [
    'POST /apxml/rpc.do HTTP/1.1',
    'Host: redirect.example',
    `Authorization: ${basic(server.username, server.password)}`,
    ...lines,
    '\r\n',
  ].join('\r\n');

/** A fault as the server sends it. */
const fault = (code: number): RegExp => new RegExp(`<name>faultCode</name><value><int>${code}</int></value>`);

const params = (inner: string): string =>
  `<?xml version="1.0"?><methodCall><methodName>autoprov.listDevices</methodName><params>${inner}</params></methodCall>`;

describe('a document that is not a call gets a fault that names the mistake', () => {
  const deep = 100_000;
  const bomb = `<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "${'ha'.repeat(100)}"><!ENTITY b "${'&a;'.repeat(100)}">]>`;
  const documents: readonly [string, string | Uint8Array, RegExp][] = [
    ['an XML bomb', `${bomb}${params('<param><value>&b;</value></param>').slice(21)}`, /a document type declaration/],
    [
      'an entity that refers to a file of the server',
      `<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>${params('')}`,
      /a document type declaration/,
    ],
    ['an undeclared entity', params('<param><value>&passwd;</value></param>'), /passwd|entit/i],
    ['100,000 arrays in each other', params(`<param>${'<value><array><data>'.repeat(deep)}`), /deep|16/],
    [
      'a million values',
      params(`<param><value><array><data>${'<value/>'.repeat(1_000_000)}</data></array></value></param>`),
      /500000|values/,
    ],
    ['HTML', '<!doctype html><html><body>Hello</body></html>', /Not a valid XML-RPC call/],
    ['JSON', '{"method":"listDevices"}', /Not a valid XML-RPC call/],
    ['nothing', '', /the body is empty/],
    ['half a document', params('').slice(0, 80), /Not a valid XML-RPC call/],
    ['a document and a half', params('') + params('').slice(0, 30), /Not a valid XML-RPC call/],
    ['zeros', new Uint8Array(1000), /U\+0000/],
    ['bytes that are no UTF-8', Buffer.from(params('<param><value>\u00fc</value></param>'), 'latin1'), /UTF-8/i],
    ['SOAP', '<soap:Envelope xmlns:soap="x"><soap:Body/></soap:Envelope>', /Not a valid XML-RPC call/],
  ];
  test.each(documents)('%s', async (_, body, message) => {
    const answer = await post(server, body);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/xml; charset=utf-8');
    expect(answer.text).toMatch(fault(-32700));
    expect(answer.text).toMatch(message);
    expect(answer.text.length).toBeLessThan(1000);
  });

  test('a response instead of a call', async () => {
    const response = '<methodResponse><params><param><value>1</value></param></params></methodResponse>';
    const { text } = await post(server, response);
    expect(text).toMatch(fault(-32600));
    expect(text).toContain('Expected a methodCall');
  });
});

describe('an invalid call gets a fault that names the valid ones', () => {
  const string = '<string>a</string>';
  const array = '<array><data><value>a</value></data></array>';
  test.each([
    [
      'registerDevice',
      [string],
      /takes 3 parameters: MAC-ID \(a string\), URL \(a string\), provider name \(a string\)\. This call has 1\./,
    ],
    ['registerDevice', [array, string, string], /takes 3 parameters: .* Parameter 1 of this call is an array\./],
    [
      'registerDeviceList',
      [string, string, string],
      /MAC-IDs \(an array of strings\), .* Parameter 1 of this call is a string\./,
    ],
    ['registerDeviceList', [array, string, '<nil/>'], /Parameter 3 of this call is nil\./],
    ['deregisterDevice', [], /takes 1 parameter: MAC-ID \(a string\)\. This call has 0\./],
    [
      'deregisterDeviceList',
      [string, string],
      /takes 1 parameter: MAC-IDs \(an array of strings\)\. This call has 2\./,
    ],
    [
      'listDevices',
      [array],
      /takes any number of strings \(provider names\), .* Parameter 1 of this call is an array\./,
    ],
    ['checkDevice', ['<i4>7</i4>'], /takes 1 parameter: MAC-ID \(a string\)\. Parameter 1 of this call is a number\./],
  ])('%s %j', async (method, values, message) => {
    const { status, text } = await post(server, callDocument(`autoprov.${method}`, ...values));
    expect(status).toBe(200);
    expect(text).toMatch(fault(-32602));
    expect(text).toContain(`autoprov.${method} takes`);
    expect(text).toMatch(message);
  });

  test.each([
    'system.listMethods',
    'listDevices',
    'autoprov.listdevices',
    '__proto__',
    'toString',
    `${'x'.repeat(99)}😀`,
  ])('the method %s', async (method) => {
    const { text } = await post(server, callDocument(method));
    expect(text).toMatch(fault(-32601));
    expect(text).toMatch(/Unknown method .* Known methods: autoprov\.registerDevice, .*autoprov\.checkDevice\./);
  });

  test('a method name with HTML is returned as text', async () => {
    const { text } = await post(server, callDocument('&lt;script&gt;alert(1)&lt;/script&gt;'));
    expect(text).toContain('&lt;script&gt;');
    expect(text).not.toContain('<script');
  });
});

describe('a request for something else', () => {
  test.each(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'])(
    '%s at the endpoint: 405 with the allowed method',
    async (method) => {
      const { status, headers, text } = await post(server, null, { method });
      expect(status).toBe(405);
      expect(headers.get('allow')).toBe('POST');
      if (method !== 'HEAD') expect(text).toMatch(new RegExp(`supports POST, not ${method}\\. .*send a methodCall`));
    },
  );

  test.each([
    '/nowhere',
    '/apxml',
    '/apxml/rpc.do/',
    '/apxml/rpc.do/x',
    '/Editor/',
    '/../etc/passwd',
    '/apxml/%72pc.doc',
  ])('the path %s: 404, and where the endpoint is', async (path) => {
    const { status, text } = await post(server, callDocument('autoprov.listDevices'), { path });
    expect(status).toBe(404);
    expect(text).toContain('XML-RPC is at /apxml/rpc.do');
  });

  test('a compressed body: 415 with advice', async () => {
    const body = gzipSync(callDocument('autoprov.listDevices'));
    const { status, text } = await post(server, body, { headers: { 'content-encoding': 'gzip' } });
    expect(status).toBe(415);
    expect(text).toContain('Content-Encoding "gzip"');
  });

  test.each([
    'text/xml',
    'application/xml; charset="utf-8"',
    'application/x-www-form-urlencoded',
    ';;;',
    'none',
    undefined,
  ])('accepts XML-RPC with the content type %s', async (type) => {
    const { status, text } = await post(server, callDocument('autoprov.listDevices'), {
      headers: { 'content-type': type },
    });
    expect(status).toBe(200);
    expect(text).toContain('<array><data></data></array>');
  });
});

describe('an overlong request', () => {
  test('is refused by its Content-Length before its body arrives', async () => {
    const connection = await connectRaw(server);
    await connection.write(head('Content-Length: 1073741824'));
    expect(await connection.heard(/MiB/)).toMatch(/^HTTP\/1\.1 413 [^]*The request is longer than 16 MiB/);
    connection.close();
  });

  test.each([
    ['of unknown length, let in', () => head('Transfer-Encoding: chunked'), /^HTTP\/1\.1 413 /],
    ['announced, let in', () => head('Content-Length: 1073741824'), /^HTTP\/1\.1 413 /],
    [
      'without credentials',
      () => head('Transfer-Encoding: chunked').replace(/Basic \S+/, basic('nobody', 'wrong')),
      /^HTTP\/1\.1 401 /,
    ],
  ])('%s: is answered, listened to for a while, and hung up on', async (_, start, status) => {
    const connection = await connectRaw(server);
    await connection.write(start());
    const chunk = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(2 ** 20, ' '), Buffer.from('\r\n')]);
    let sent = 0;
    // A client that sends a gigabyte, whatever the answer.
    while (
      sent < 1024 &&
      (await connection.write(chunk).then(
        () => true,
        () => false,
      ))
    )
      sent++;
    expect(sent).toBeLessThan(200);
    expect(await connection.ended()).toMatch(status);
  });

  test('does not include a list of 20,000 phones', async () => {
    const macIds = macIdRange(20_000, 0, '7C2F86');
    const peer = nodePeer(server);
    const registered = await peer.call('registerDeviceList', macIds, 'http://provider.example/', 'Fleet');
    expect(registered).toMatchObject({ value: { 0: true, length: 20_001 } });
    expect(await peer.call('deregisterDeviceList', macIds)).toMatchObject({ value: { 0: true, length: 20_001 } });
  });
});

describe('a slow or broken client', () => {
  test('that sends half a request, two hundred times, delays no other client', async () => {
    const half = callDocument('autoprov.registerDevice').slice(0, 60);
    const silent: RawConnection[] = [];
    for (let count = 0; count < 200; count++) {
      const connection = await connectRaw(server);
      await connection.write(count % 2 === 0 ? head('Content-Length: 500') + half : head().slice(0, 40));
      silent.push(connection);
    }
    expect(await nodePeer(server).call('checkDevice', '7C2F80820EC0')).toEqual({
      value: [false, 'mac_not_found:7C2F80820EC0'],
    });
    for (const connection of silent) connection.close();
  });

  test('that disconnects during its request leaves a log line and no error', async () => {
    const connection = await connectRaw(server);
    await connection.write(head('Content-Length: 500', 'Expect: 100-continue'));
    await connection.heard(/100 Continue/);
    connection.close();
    while (!server.log().includes('client disconnected')) await nodePeer(server).call('listDevices');
    expect(server.log()).not.toContain('unexpected error');
  });

  test('that does not speak HTTP gets status 400 and is disconnected', async () => {
    const connection = await connectRaw(server);
    await connection.write('EHLO mail.example\r\n\r\n');
    expect(await connection.ended()).toMatch(/^HTTP\/1\.1 400 /);
  });
});
