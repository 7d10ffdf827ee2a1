import { ask, boot, challengesOf, header } from '../../support/phone-client.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { nodePeer, type Peer } from '../server/peers.ts';
import { curl, curlAsPhone } from './curl.ts';

const macId = '7C2F80820EC0-55DF';
const mac = '7C2F80820EC0';
const plain = '7C2F80208295-1910';
const url = 'http://172.29.0.103/plainxml/%DVID/xml/%MACD.xml';
const path = '/device/42/2/master.bin';

let server: TestServer;
let peer: Peer;
beforeAll(async () => {
  server = await startTestServer();
  peer = nodePeer(server);
  for (const [phone, target] of [
    [macId, url],
    [plain, 'https://provider.example/'],
    ['7C2F80000001-0001', 'http://max:p%40ss%3Aw%25MACD@provider.example:8080/%MACD/%DVID?m=%MACD#%DVID'],
  ]) {
    expect(await peer.call('registerDevice', phone, target, 'Daryna')).toEqual({ value: [true, 'OK: password'] });
  }
});
afterAll(async () => {
  peer.close();
  await server.stop();
});

describe('a phone that boots (curl)', () => {
  test('is challenged, and then redirected by a header and a text', async () => {
    const { replies } = await curlAsPhone(server.url + path, macId);
    const [first, second] = replies;
    const expanded = 'http://172.29.0.103/plainxml/42/2/xml/7C2F80820EC0.xml';
    expect(replies.map(({ status }) => status)).toEqual([401, 302]);
    expect(first && challengesOf(first).map(({ algorithm }) => algorithm)).toEqual(['MD5', 'SHA-256']);
    expect(second).toMatchObject({ body: `${expanded}\n` });
    expect(second && header(second, 'location')).toEqual([expanded]);
    for (const reply of replies) {
      expect(header(reply, 'cache-control')).toEqual(['no-store']);
      expect(header(reply, 'content-type')).toEqual(['text/plain; charset=utf-8']);
    }
  });

  test('gets the same headers without the text for HEAD', async () => {
    const { last: got } = await curlAsPhone(server.url + path, macId);
    const { last: head, replies } = await curlAsPhone(server.url + path, macId, '--head');
    expect(replies.map(({ status }) => status)).toEqual([401, 302]);
    expect(head?.body).toBe('');
    const withoutDate = (headers: readonly string[] = []) => headers.filter((text) => !text.endsWith('GMT'));
    expect(withoutDate(head?.rawHeaders)).toEqual(withoutDate(got?.rawHeaders));
  });

  test.each([
    [macId, '/device/42/2/master.bin', 'http://172.29.0.103/plainxml/42/2/xml/7C2F80820EC0.xml'],
    [macId, '/device/106/12', 'http://172.29.0.103/plainxml/106/12/xml/7C2F80820EC0.xml'],
    [macId, '/device/42/2/a/b/c.xml?mac=x&y=%41', 'http://172.29.0.103/plainxml/42/2/xml/7C2F80820EC0.xml'],
    // Without a device ID in the path, the phone replaces what is left.
    [macId, '/device/baselines.bin', 'http://172.29.0.103/plainxml/%DVID/xml/7C2F80820EC0.xml'],
    [macId, '/device/42/2%0D%0AX-Evil:1/', 'http://172.29.0.103/plainxml/%DVID/xml/7C2F80820EC0.xml'],
    [plain, '/device/42/2/', 'https://provider.example/'],
    [
      '7C2F80000001-0001',
      '/device/42/2/',
      'http://max:p%40ss%3Aw%25MACD@provider.example:8080/7C2F80000001/42/2?m=7C2F80000001#42/2',
    ],
  ])('as %s at %s is sent to %s', async (phone, at, target) => {
    const { last } = await curlAsPhone(server.url + at, phone);
    expect(last).toMatchObject({ status: 302, body: `${target}\n` });
    expect(last && header(last, 'location')).toEqual([target]);
    expect(last && header(last, 'x-evil')).toEqual([]);
  });

  test.each(['7c2f80820ec0', '7C:2F:80:82:0E:C0', '7c-2f-80-82-0e-c0', '7C2F.8082.0EC0'])(
    'may spell its user name %s',
    async (username) => {
      const { last } = await curl(
        '--digest',
        '--user',
        `${username.replaceAll(':', '%3A')}:${macId}`,
        server.url + path,
      );
      // curl takes the text before the first colon as the user name.
      if (!username.includes(':')) expect(last?.status).toBe(302);
      expect(await boot(server.url + path, { username, password: macId })).toMatchObject({ status: 302 });
    },
  );

  test.each(['7C2F80820EC0-0000', '7C2F80000002-55DF', '7C2F80820EC0', '7c2f80820ec0-55df'])(
    'with the password of %s is refused',
    async (password) => {
      const { replies } = await curl('--digest', '--user', `${mac}:${password}`, server.url + path);
      expect(replies.map(({ status }) => status)).toEqual([401, 401]);
      expect(replies.at(-1)?.rawHeaders.join()).not.toMatch(/stale|location/i);
    },
  );

  test.each(['MD5', 'SHA-256'])('may choose %s', async (algorithm) => {
    const phone = { username: mac, password: macId };
    expect(await boot(server.url + path, phone, { algorithm })).toMatchObject({ status: 302 });
    expect(await boot(server.url + path, { ...phone, password: plain }, { algorithm })).toMatchObject({ status: 401 });
  });

  test('leaves its MAC and the outcome in the log, and no secret', async () => {
    await curlAsPhone(server.url + path, macId);
    await curlAsPhone(server.url + path, '7C2F80820EC0-1234');
    await curlAsPhone(server.url + path, '7C2F80FFFFFF-1234');
    for (const outcome of ['redirected', 'wrong ID', 'unregistered', 'no answer'])
      await server.logged(new RegExp(`"outcome":"${outcome}"`));
    expect(server.log()).toMatch(/"status":302,.*"phone":"7C2F80820EC0","outcome":"redirected"/);
    expect(server.log()).not.toMatch(/55DF|1910|1234|p%40ss|Digest/);
  });
});

describe('other requests at a phone’s path', () => {
  test.each(['POST', 'PUT', 'DELETE'])('%s is answered with the allowed methods', async (method) => {
    const reply = await ask(server.url + path, { method });
    expect(reply).toMatchObject({ status: 405 });
    expect(header(reply, 'allow')).toEqual(['GET, HEAD']);
  });

  test('provisioners cannot log in as phones, nor phones as provisioners', async () => {
    const asProvisioner = await curl('--user', `${server.username}:${server.password}`, server.url + path);
    expect(asProvisioner.last?.status).toBe(401);
    const asPhone = await curlAsPhone(`${server.url}/apxml/rpc.do`, macId, '--data', '<methodCall/>');
    expect(asPhone.last?.status).toBe(401);
  });
});
