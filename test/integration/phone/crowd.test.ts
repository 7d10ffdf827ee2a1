import { spawn } from 'node:child_process';
import { boot, comparable, header } from '../../support/phone-client.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { nodePeer } from '../server/peers.ts';
import { curlAsPhone } from './curl.ts';
import { startPhoneServer, type PhoneServer } from './phone-server.ts';

const macId = '7C2F80820EC0-55DF';
const phone = { username: '7C2F80820EC0', password: macId };
const guess = (count: number) => ({
  ...phone,
  password: `7C2F80820EC0-${count.toString(16).toUpperCase().padStart(4, '0')}`,
});

describe('an office after a power cut', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.stop());

  test('300 phones behind one address boot together and each gets its own URL', async () => {
    const macIds = Array.from({ length: 300 }, (_, index) => {
      const digits = index.toString(16).toUpperCase().padStart(4, '0');
      return `7C2F8000${digits}-${digits}`;
    });
    const peer = nodePeer(server);
    await peer.call('registerDeviceList', macIds, 'http://provider.example/%DVID/%MACD.xml', 'Daryna');
    peer.close();
    const replies = await Promise.all(
      macIds.map((id) => boot(`${server.url}/device/42/2/`, { username: id.slice(0, 12), password: id })),
    );
    expect(replies.map(({ status, body }) => `${status} ${body}`)).toEqual(
      macIds.map((id) => `302 http://provider.example/42/2/${id.slice(0, 12)}.xml\n`),
    );
  });
});

describe('an attacker who guesses the ID of a phone', () => {
  let server: PhoneServer;
  let url: string;
  beforeEach(async () => {
    server = await startPhoneServer();
    url = `${server.url}/device/42/2/`;
    await server.register(macId, 'http://provider.example/');
    await server.register('7C2F80208295-1910', 'http://provider.example/');
  });
  afterEach(() => server.close());

  /** Sends wrong answers until the server stops checking them. */
  const exhaust = async (username: string, from = '127.0.0.1'): Promise<void> => {
    for (let count = 0; count < 10; count += 1) {
      expect(await boot(url, { ...guess(count), username }, { from })).toMatchObject({ status: 401 });
    }
  };

  test('must wait after ten wrong answers, even with the right one', async () => {
    await exhaust(phone.username);
    const reply = await boot(url, guess(11));
    expect(reply.status).toBe(429);
    expect(header(reply, 'retry-after')).toEqual(['180']);
    expect(header(reply, 'cache-control')).toEqual(['no-store']);
    const right = await boot(url, phone);
    expect(right).toMatchObject({
      status: 429,
      body: 'Too many failed logins for this phone. Try again in 180 seconds.\n',
    });
  });

  test('gets ten of many concurrent answers checked', async () => {
    const replies = await Promise.all(Array.from({ length: 60 }, (_, count) => boot(url, guess(count))));
    expect(replies.filter(({ status }) => status === 401)).toHaveLength(10);
    expect(replies.filter(({ status }) => status === 429)).toHaveLength(50);
  });

  test('blocks the true phone for three minutes behind the same address only', async () => {
    await exhaust(phone.username);
    const elsewhere = await curlAsPhone(url, macId, '--interface', '127.0.0.2');
    expect(elsewhere.last).toMatchObject({ status: 302 });
    expect(await boot(url, phone)).toMatchObject({ status: 429 });
    server.wait(180_000);
    expect(await boot(url, phone)).toMatchObject({ status: 302 });
    expect(await boot(url, phone)).toMatchObject({ status: 302 });
  });

  test('with many addresses does not block the address of its last good login', async () => {
    expect(await boot(url, phone, { from: '127.0.0.9' })).toMatchObject({ status: 302 });
    for (const from of ['127.0.0.2', '127.0.0.3']) await exhaust(phone.username, from);
    expect(await boot(url, phone, { from: '127.0.0.5' })).toMatchObject({ status: 429 });
    expect(await boot(url, phone, { from: '127.0.0.9' })).toMatchObject({ status: 302 });
  });

  test('does not block other phones behind the same address', async () => {
    await exhaust(phone.username);
    expect((await curlAsPhone(url, '7C2F80208295-1910')).last).toMatchObject({ status: 302 });
  });

  test('gets the same refusal for a phone that is not registered', async () => {
    await exhaust(phone.username);
    await exhaust('7C2F80FFFFFF');
    const replies = await Promise.all([boot(url, guess(11)), boot(url, { ...guess(11), username: '7C2F80FFFFFF' })]);
    const [known, unknown] = replies.map(comparable);
    expect(known).toMatchObject({ status: 429 });
    expect(unknown).toEqual(known);
  });

  test('gains nothing from stale nonces, replays or unusable answers', async () => {
    const expiring = await server.another({ nonceLifetimeMs: 0 });
    for (let count = 0; count < 30; count += 1) {
      expect(await boot(`${expiring.url}/device/42/2/`, phone)).toMatchObject({ status: 401 });
      expect(await boot(url, phone, { wrong: { realm: 'x' } })).toMatchObject({ status: 401 });
    }
    expect(await boot(url, phone)).toMatchObject({ status: 302 });
  });
});

test('Python’s urllib, which takes the first challenge, can log in', async () => {
  const server = await startPhoneServer();
  await server.register(macId, 'http://127.0.0.1:1/%MACD');
  const script = `
import sys, urllib.request
class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, req, fp, code, msg, headers, newurl): return None
passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
passwords.add_password(None, sys.argv[1], sys.argv[2], sys.argv[3])
opener = urllib.request.build_opener(Stay, urllib.request.HTTPDigestAuthHandler(passwords))
try: opener.open(sys.argv[1])
except urllib.error.HTTPError as error: print(error.code, error.headers['Location'])`;
  const python = spawn('python3', ['-c', script, `${server.url}/device/42/2/`, phone.username, macId]);
  let printed = '';
  python.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  await new Promise((resolve) => python.once('close', resolve));
  await server.close();
  expect(printed).toBe('302 http://127.0.0.1:1/7C2F80820EC0\n');
});
