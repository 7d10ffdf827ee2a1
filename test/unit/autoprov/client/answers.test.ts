import { createFakes, failureOf, macId, okAnswer, password } from './fakes.ts';
import { AnswerFormatError, HttpStatusError, XmlRpcFaultError, type AutoprovClient } from '#autoprov';
import { encodeCall, encodeFault, encodeResponse } from '#xmlrpc';

const fakes = createFakes();
afterEach(() => fakes.close());

/** A client whose server answers every request with this. */
async function answered(
  body: string | Uint8Array,
  headers: Record<string, string> = {},
  status = 200,
): Promise<AutoprovClient> {
  return fakes.client(await fakes.http((_, response) => response.writeHead(status, headers).end(body)));
}
const register = (client: AutoprovClient): Promise<unknown> =>
  client.registerDevice(macId, 'http://provider.example/', 'Daryna');
/** A response around these elements, as another hand would write it. */
const response = (...values: readonly string[]): string =>
  `<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n<value><array><data>\n${values.join('\n')}\n</data></array></value>\n</param>\n</params>\n</methodResponse>\n`;

test('a call carries the account, the type and the canonical MAC-ID', async () => {
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

describe('an answer in another form is understood:', () => {
  const yes = { ok: true, text: 'OK: password', password: 'password' };
  const no = (value?: string): unknown => ({ ok: false, refusal: { code: 'mac_already_in_use', value } });
  test.each([
    ['a Boolean', response('<value><boolean>1</boolean></value>', '<value><string>OK: password</string></value>'), yes],
    [
      'an integer for the Boolean',
      response('<value><int>1</int></value>', '<value><string>OK: password</string></value>'),
      yes,
    ],
    ['a string for the Boolean', response('<value>1</value>', '<value>OK: password</value>'), yes],
    ['strings without <string>', response('<value><boolean>1</boolean></value>', '<value>OK: password</value>'), yes],
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
      'blanks before the declaration',
      ` \n\u00a0${response('<value><int>1</int></value>', '<value>OK: password</value>')}`,
      yes,
    ],
  ])('%s', async (_, body, outcome) => {
    expect(await register(await answered(body))).toEqual(outcome);
  });

  test('a MAC in any spelling, and a date of another type, in a list of devices', async () => {
    const row =
      '<value><array><data><value>7c:2f:80:82:0e:c0</value><value>Daryna</value><value>http://a/</value><value><dateTime.iso8601>20260301T12:00:00</dateTime.iso8601></value></data></array></value>';
    expect(await (await answered(response(row))).listDevices()).toEqual([
      { mac: '7C2F80820EC0', providerName: 'Daryna', url: 'http://a/', date: '2026-03-01 12:00:00' },
    ]);
  });

  test('one code for a whole list, for its URL or its name', async () => {
    const client = await answered(response('<value><int>0</int></value>', '<value>url_invalid:http://a/</value>'));
    const refusal = { ok: false, refusal: { code: 'url_invalid', value: 'http://a/' } };
    expect(await client.registerDeviceList([macId, '7C2F80208295-1910'], 'http://a/', 'Daryna')).toEqual([
      refusal,
      refusal,
    ]);
  });

  test('text of ISO-8859-1, stated in the header alone', async () => {
    const body = Buffer.from(response('<value><int>0</int></value>', '<value>name_invalid:Söhne</value>'), 'latin1');
    expect(await register(await answered(body, { 'content-type': 'text/xml; charset="ISO-8859-1"' }))).toEqual({
      ok: false,
      refusal: { code: 'name_invalid', value: 'Söhne' },
    });
  });
});

describe('an answer of another shape is an error that shows no value of it:', () => {
  test.each<[string, string, (client: AutoprovClient) => Promise<unknown>, string]>([
    ['no array', encodeResponse('OK'), register, 'it should be an array that begins with a Boolean'],
    ['an empty array', encodeResponse([]), register, 'it should be an array that begins with a Boolean'],
    ['no Boolean', encodeResponse(['55DF', 'OK']), register, 'its first element should be a Boolean'],
    [
      'another word',
      encodeResponse([false, `sorry, ${macId}`]),
      register,
      'it refuses with a word that is none of the answer codes',
    ],
    [
      'something else for a string',
      encodeResponse([true, [password]]),
      register,
      'it has something else where a string should stand',
    ],
    [
      'too few results',
      encodeResponse([true, 'OK']),
      (client) => client.deregisterDeviceList([macId, macId]),
      'it has 1 results for 2 devices',
    ],
    [
      'too short a row',
      encodeResponse([true, '7C2F80820EC0']),
      (client) => client.checkDevice(macId),
      'it should be [1, MAC, NAME, DATE, URL]',
    ],
    [
      'rows that are none',
      encodeResponse(['7C2F80820EC0']),
      (client) => client.listDevices(),
      'it should be an array of [MAC, NAME, URL, DATE]',
    ],
    ['a call', encodeCall('a', []), register, 'the answer is itself a call'],
    ['no body', '', register, 'the answer is empty'],
    [
      'broken XML-RPC',
      okAnswer.replace('</string>', '</int>').replace('password', macId),
      register,
      'is not XML-RPC, line 2, column',
    ],
  ])('%s', async (_, body, ask, problem) => {
    const error = await failureOf(ask(await answered(body)));
    expect(error).toBeInstanceOf(AnswerFormatError);
    expect(error).toMatchObject({ message: expect.stringContaining(problem) });
  });

  test('a page for people, which is quoted without its tags and secrets', async () => {
    const page = `<!DOCTYPE html><html><head><title>Portal</title><style>b{}</style></head><body><b>Log in</b> as http://a:${password.replaceAll(' ', '')}@b/ for ${macId}</body></html>`;
    const error = await failureOf(register(await answered(page, { 'content-type': 'text/html' })));
    expect(error).toBeInstanceOf(AnswerFormatError);
    expect(error).toMatchObject({
      message: expect.stringMatching(
        /the answer \(text\/html\) is not XML-RPC, .*: "Portal Log in as http:\/\/a:\*\*\*@b\/ for 7C2F80820EC0-\*\*\*\*"$/,
      ),
    });
  });
});

test('a fault is told with its code and words', async () => {
  const error = await failureOf(register(await answered(encodeFault(-32601, 'no such method'))));
  expect(error).toBeInstanceOf(XmlRpcFaultError);
  expect(error).toMatchObject({
    faultCode: -32601,
    faultString: 'no such method',
    message: expect.stringContaining('the server answered with fault -32601: no such method'),
  });
});

test('a fault that repeats the MAC-ID is told without its ID', async () => {
  const error = await failureOf(register(await answered(encodeFault(1, `cannot register ${macId} at http://a:b@c/`))));
  expect(error).toMatchObject({ faultString: 'cannot register 7C2F80820EC0-**** at http://a:***@c/' });
});

describe('a status that is no success:', () => {
  const statusOf = async (status: number, headers: Record<string, string>, body = ''): Promise<unknown> => {
    const error = await failureOf(register(await answered(body, headers, status)));
    expect(error).toBeInstanceOf(HttpStatusError);
    return error;
  };

  test('401', async () => {
    expect(await statusOf(401, { 'www-authenticate': 'Basic' })).toMatchObject({
      status: 401,
      message: expect.stringContaining('the server does not take this user name and password (HTTP 401 Unauthorized)'),
    });
  });

  test('503, with the seconds after which to come again', async () => {
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
    ['a date to come', 'Fri, 31 Dec 2100 23:59:59 GMT', expect.any(Number)],
    ['a date long past', 'Fri, 31 Dec 1999 23:59:59 GMT', 0],
    ['a word', 'soon', undefined],
    ['no time', '-1', undefined],
  ])('503, with %s for that', async (_, header, retryAfterMs) => {
    expect(await statusOf(503, { 'retry-after': header })).toMatchObject({ retryAfterMs });
  });

  test('a redirect, which is not followed: the password would go along', async () => {
    let followed = 0;
    const other = await fakes.http((_, answer) => {
      followed++;
      answer.end(okAnswer);
    });
    const target = other.replace('//', '//user:secret@');
    const error = await statusOf(302, { location: `${target}/elsewhere` });
    expect(error).toMatchObject({
      status: 302,
      message: expect.stringContaining(`the server redirects to ${other}/elsewhere (HTTP 302 Found)`),
    });
    expect(error).toMatchObject({ message: expect.not.stringContaining('secret') });
    expect(followed).toBe(0);
  });
});
