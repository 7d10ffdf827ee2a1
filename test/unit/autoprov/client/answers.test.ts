import { createFakes, failureOf, macId, okAnswer, password } from './fakes.ts';
import { AnswerFormatError, HttpStatusError, XmlRpcFaultError, type AutoprovClient } from '#autoprov';
import { encodeCall, encodeFault, encodeResponse } from '#xmlrpc';

const fakes = createFakes();
afterEach(() => fakes.close());

/** A client whose server answers every request with this body. */
async function clientFor(
  body: string | Uint8Array,
  headers: Record<string, string> = {},
  status = 200,
): Promise<AutoprovClient> {
  return fakes.client(await fakes.http((_, response) => response.writeHead(status, headers).end(body)));
}
const register = (client: AutoprovClient): Promise<unknown> =>
  client.registerDevice(macId, 'http://provider.example/', 'Daryna');
/** A response around these elements, in a style that our encoder does not use. */
const response = (...values: readonly string[]): string =>
  `<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n<value><array><data>\n${values.join('\n')}\n</data></array></value>\n</param>\n</params>\n</methodResponse>\n`;

test('a call carries the credentials, the content type and the canonical MAC-ID', async () => {
  let seen: unknown;
  const endpoint = await fakes.http((request, answer) => {
    const { authorization, 'content-type': type, 'content-length': length } = request.headers;
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      seen = {
        method: request.method,
        url: request.url,
        authorization,
        type,
        length: Number(length) === Buffer.byteLength(body),
        body,
      };
      answer.end(okAnswer);
    });
  });
  await fakes.client(endpoint, { password: 'päss:wort' }).registerDevice('7c2f.8082.0ec0 55df', 'http://a/', 'Söhne');
  expect(seen).toEqual({
    method: 'POST',
    url: '/apxml/rpc.do',
    authorization: `Basic ${Buffer.from('daryna:päss:wort').toString('base64')}`,
    type: 'text/xml',
    length: true,
    body: encodeCall('autoprov.registerDevice', [macId, 'http://a/', 'Söhne']),
  });
});

describe('an answer in another form is accepted:', () => {
  const yes = { ok: true, text: 'OK: password', password: 'password' };
  const no = (value?: string): unknown => ({ ok: false, refusal: { code: 'mac_already_in_use', value } });
  test.each([
    [
      'a Boolean flag',
      response('<value><boolean>1</boolean></value>', '<value><string>OK: password</string></value>'),
      yes,
    ],
    [
      'an integer as the flag',
      response('<value><int>1</int></value>', '<value><string>OK: password</string></value>'),
      yes,
    ],
    ['a string as the flag', response('<value>1</value>', '<value>OK: password</value>'), yes],
    ['strings without a type', response('<value><boolean>1</boolean></value>', '<value>OK: password</value>'), yes],
    [
      'a password with a colon',
      response('<value><i4>1</i4></value>', '<value>OK:  a:b </value>'),
      { ok: true, text: 'OK:  a:b ', password: 'a:b' },
    ],
    [
      'no password',
      response('<value><i4>1</i4></value>', '<value>OK</value>'),
      { ok: true, text: 'OK', password: undefined },
    ],
    ['a bare code', response('<value><boolean>0</boolean></value>', '<value>mac_already_in_use</value>'), no()],
    [
      'a code with its value',
      response('<value><int>0</int></value>', '<value>mac_already_in_use:7C2F80820EC0</value>'),
      no('7C2F80820EC0'),
    ],
    [
      'a code in capitals',
      response('<value><int>0</int></value>', '<value>MAC_ALREADY_IN_USE: 7C2F80820EC0</value>'),
      no('7C2F80820EC0'),
    ],
    [
      'blanks before the XML declaration',
      ` \n\u00a0${response('<value><int>1</int></value>', '<value>OK: password</value>')}`,
      yes,
    ],
  ])('%s', async (_, body, outcome) => {
    expect(await register(await clientFor(body))).toEqual(outcome);
  });

  test.each(['<nil/>', '<ex:nil/>', '<dateTime.iso8601/>', ''])('a device without a date: %j', async (date) => {
    const row = `<value>7C2F80820EC0</value><value>Daryna</value><value>http://a/</value><value>${date}</value>`;
    const body = response(`<value><array><data>${row}</data></array></value>`);
    expect(await (await clientFor(body)).listDevices()).toEqual([
      { mac: '7C2F80820EC0', providerName: 'Daryna', url: 'http://a/', date: null },
    ]);
  });

  test('any spelling of a MAC and any type of date in a device list', async () => {
    const row =
      '<value><array><data><value>7c:2f:80:82:0e:c0</value><value>Daryna</value><value>http://a/</value><value><dateTime.iso8601>20260301T12:00:00</dateTime.iso8601></value></data></array></value>';
    expect(await (await clientFor(response(row))).listDevices()).toEqual([
      { mac: '7C2F80820EC0', providerName: 'Daryna', url: 'http://a/', date: '2026-03-01 12:00:00' },
    ]);
  });

  test('a single answer code for a whole list', async () => {
    const client = await clientFor(response('<value><int>0</int></value>', '<value>url_invalid:http://a/</value>'));
    const refusal = { ok: false, refusal: { code: 'url_invalid', value: 'http://a/' } };
    expect(await client.registerDeviceList([macId, '7C2F80208295-1910'], 'http://a/', 'Daryna')).toEqual([
      refusal,
      refusal,
    ]);
  });

  test('ISO-8859-1 that only the HTTP header states', async () => {
    const body = Buffer.from(response('<value><int>0</int></value>', '<value>name_invalid:Söhne</value>'), 'latin1');
    expect(await register(await clientFor(body, { 'content-type': 'text/xml; charset="ISO-8859-1"' }))).toEqual({
      ok: false,
      refusal: { code: 'name_invalid', value: 'Söhne' },
    });
  });
});

describe('an undocumented response is an error that repeats no values:', () => {
  test.each<[string, string, (client: AutoprovClient) => Promise<unknown>, string]>([
    ['no array', encodeResponse('OK'), register, 'an array that begins with a Boolean is expected'],
    ['an empty array', encodeResponse([]), register, 'an array that begins with a Boolean is expected'],
    ['no Boolean', encodeResponse(['55DF', 'OK']), register, 'an array that begins with a Boolean is expected'],
    [
      'an unknown answer code',
      encodeResponse([false, `sorry, ${macId}`]),
      register,
      'a refusal without a known answer code',
    ],
    [
      'an array in place of a string',
      encodeResponse([true, [password]]),
      register,
      'a string is expected in place of another type',
    ],
    [
      'too few results',
      encodeResponse([true, 'OK']),
      (client) => client.deregisterDeviceList([macId, macId]),
      '1 results for 2 devices',
    ],
    [
      'too few elements',
      encodeResponse([true, '7C2F80820EC0']),
      (client) => client.checkDevice(macId),
      '[1, MAC, NAME, DATE, URL] is expected',
    ],
    [
      'strings in place of rows',
      encodeResponse(['7C2F80820EC0']),
      (client) => client.listDevices(),
      'an array of [MAC, NAME, URL, DATE] is expected',
    ],
    ['a call', encodeCall('a', []), register, 'the response is a method call'],
    ['an empty body', '', register, 'the response is empty'],
    [
      'broken XML-RPC',
      okAnswer.replace('</string>', '</int>').replace('password', macId),
      register,
      'is not XML-RPC, line 2, column',
    ],
  ])('%s', async (_, body, ask, problem) => {
    const error = await failureOf(ask(await clientFor(body)));
    expect(error).toBeInstanceOf(AnswerFormatError);
    expect(error).toMatchObject({ code: 'answer_format', message: expect.stringContaining(problem) });
  });

  test('an HTML page, quoted without markup and secrets', async () => {
    const page = `<!DOCTYPE html><html><head><title>Portal</title><style>b{}</style></head><body><b>Log in</b> as http://a:${password.replaceAll(' ', '')}@b/ for ${macId}</body></html>`;
    const error = await failureOf(register(await clientFor(page, { 'content-type': 'text/html' })));
    expect(error).toBeInstanceOf(AnswerFormatError);
    expect(error).toMatchObject({
      message: expect.stringMatching(
        /the response \(text\/html\) is not XML-RPC, .*: "Portal Log in as http:\/\/a:\*\*\*@b\/ for 7C2F80820EC0-\*\*\*\*"$/,
      ),
    });
  });
});

test('a fault becomes an error with its code and message', async () => {
  const error = await failureOf(register(await clientFor(encodeFault(-32601, 'no such method'))));
  expect(error).toBeInstanceOf(XmlRpcFaultError);
  expect(error).toMatchObject({
    code: 'fault',
    faultCode: -32601,
    faultString: 'no such method',
    message: expect.stringContaining('the server answered with fault -32601: no such method'),
  });
});

test('a fault that repeats secrets is redacted', async () => {
  const error = await failureOf(register(await clientFor(encodeFault(1, `cannot register ${macId} at http://a:b@c/`))));
  expect(error).toMatchObject({ faultString: 'cannot register 7C2F80820EC0-**** at http://a:***@c/' });
});

describe('an HTTP error:', () => {
  const statusOf = async (status: number, headers: Record<string, string>, body = ''): Promise<unknown> => {
    const error = await failureOf(register(await clientFor(body, headers, status)));
    expect(error).toBeInstanceOf(HttpStatusError);
    return error;
  };

  test('401', async () => {
    expect(await statusOf(401, { 'www-authenticate': 'Basic' })).toMatchObject({
      status: 401,
      message: expect.stringContaining('the server rejected the user name and password (HTTP 401 Unauthorized)'),
    });
  });

  test('503 with Retry-After in seconds', async () => {
    expect(await statusOf(503, { 'retry-after': '120' }, `<p>Back soon,\n ${macId}</p>`)).toMatchObject({
      status: 503,
      retryAfterMs: 120_000,
      excerpt: 'Back soon, 7C2F80820EC0-****',
      message: expect.stringContaining(
        'the server answered with HTTP 503 Service Unavailable: "Back soon, 7C2F80820EC0-****"',
      ),
    });
  });

  test.each([
    ['a future date', 'Fri, 31 Dec 2100 23:59:59 GMT', expect.any(Number)],
    ['a past date', 'Fri, 31 Dec 1999 23:59:59 GMT', 0],
    ['a word', 'soon', undefined],
    ['a negative number', '-1', undefined],
  ])('503 with %s in Retry-After', async (_, header, retryAfterMs) => {
    expect(await statusOf(503, { 'retry-after': header })).toMatchObject({ retryAfterMs });
  });

  test('a redirect, which is not followed because it would disclose the password', async () => {
    let followed = 0;
    const other = await fakes.http((_, answer) => {
      followed++;
      answer.end(okAnswer);
    });
    const target = other.replace('//', '//user:secret@');
    const error = await statusOf(302, { location: `${target}/elsewhere` });
    expect(error).toMatchObject({
      code: 'http_status',
      status: 302,
      message: expect.stringContaining(
        `the server redirects to ${other.replace('//', '//user:***@')}/elsewhere (HTTP 302 Found)`,
      ),
    });
    expect(error).toMatchObject({ message: expect.not.stringContaining('secret') });
    expect(followed).toBe(0);
  });
});
