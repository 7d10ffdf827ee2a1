import { startTestServer, type TestServer } from '../../support/server.ts';
import { basic, callDocument, post } from './http.ts';
import { nodePeer, pythonPeer } from './peers.ts';

const list = callDocument('autoprov.listDevices');

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const status = async (authorization: string): Promise<number> =>
  (await post(server, list, { headers: { authorization } })).status;

describe('without valid credentials', () => {
  test.each([
    ['a wrong password', (name: string) => basic(name, 'wrong'), /wrong password/],
    ['an empty password', (name: string) => basic(name, ''), /wrong password/],
    ['the right password with an unknown name', () => basic('nobody', 'correct horse battery staple'), /Unknown name/],
    [
      'the name in another case',
      (name: string) => basic(name.toUpperCase(), 'correct horse battery staple'),
      /Unknown name/,
    ],
    ['no header', () => undefined, /HTTP Basic/],
    ['an empty header', () => '', /HTTP Basic/],
    ['another scheme', () => 'Bearer abc', /HTTP Basic/],
    ['a header without credentials', () => 'Basic', /HTTP Basic/],
    ['credentials that are not base64', () => 'Basic #!?', /HTTP Basic/],
    ['credentials without a colon', () => `Basic ${Buffer.from('daryna').toString('base64')}`, /HTTP Basic/],
    ['two sets of credentials', (name: string) => `${basic(name, 'a')}, ${basic(name, 'b')}`, /HTTP Basic/],
  ])('%s: is asked to log in', async (_, header, message) => {
    const answer = await post(server, list, { headers: { authorization: header(server.username) } });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Basic realm="Gigaset redirect server", charset="UTF-8"');
    expect(answer.text).toMatch(message);
  });

  test('answers a wrong password and an unknown name alike', async () => {
    const wrong = await post(server, list, { headers: { authorization: basic(server.username, 'wrong') } });
    const nobody = await post(server, list, { headers: { authorization: basic('nobody', 'wrong') } });
    expect(wrong.text).toBe(nobody.text);
  });

  test('no method changes anything', async () => {
    const phone = ['7C2F80820EC0-55DF', 'http://provider.example/', 'Daryna'].map((text) => `<string>${text}</string>`);
    const register = callDocument('autoprov.registerDevice', ...phone);
    const authorization = basic(server.username, 'wrong');
    expect((await post(server, register, { headers: { authorization } })).status).toBe(401);
    expect(await nodePeer(server).call('listDevices')).toEqual({ value: [] });
  });
});

describe('a provisioner', () => {
  test('may spell the scheme as it likes', async () => {
    const header = basic(server.username, server.password);
    expect(await status(header.replace('Basic', 'bASIC'))).toBe(200);
    expect(await status(header.replace('Basic', 'Basic  '))).toBe(200);
  });

  test('is accepted after a wrong password, and refused again with it', async () => {
    expect(await status(basic(server.username, server.password))).toBe(200);
    expect(await status(basic(server.username, 'wrong'))).toBe(401);
    expect(await status(basic(server.username, server.password))).toBe(200);
    expect(await status(basic(server.username, `${server.password} `))).toBe(401);
  });

  test.each([
    ['letters beyond ASCII', 'Ünïcode', 'пароль: 密码 🔑'],
    ['colons', 'colons', 'a:b:c:::::'],
    ['quotes and blanks', 'two words', ' "quoted" \\ '],
    ['1,024 characters', 'long', 'x'.repeat(1024)],
  ])('may have a password with %s', async (_, name, password) => {
    await server.addAccount(name, password);
    expect(await status(basic(name, password))).toBe(200);
    const python = pythonPeer({ url: server.url, username: name, password });
    expect(await python.call('listDevices')).toEqual({ value: [] });
    python.close();
  });

  test('with an old client may send the password in Latin-1 or with a decomposed ö', async () => {
    await server.addAccount('bjoern', 'schöne Grüße');
    expect(await status(basic('bjoern', 'schöne Grüße', 'latin1'))).toBe(200);
    expect(await status(basic('bjoern', 'schöne Grüße'.normalize('NFD')))).toBe(200);
  });

  test('gets an answer to each of a hundred concurrent calls', async () => {
    await server.addAccount('busy', 'many hands make light work');
    const header = basic('busy', 'many hands make light work');
    const statuses = await Promise.all(Array.from({ length: 100 }, () => status(header)));
    expect(new Set(statuses)).toEqual(new Set([200]));
  });
});
