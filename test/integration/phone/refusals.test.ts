import { randomBytes } from 'node:crypto';
import { answer, ask, boot, challenge, challengesOf, comparable, type Fields } from '../../support/phone-client.ts';
import { curlAsPhone } from './curl.ts';
import { startPhoneServer, type PhoneServer } from './phone-server.ts';

const macId = '7C2F80820EC0-55DF';
const phone = { username: '7C2F80820EC0', password: macId };
const target = 'http://provider.example/7C2F80820EC0.xml';

let server: PhoneServer;
let url: string;
beforeEach(async () => {
  server = await startPhoneServer();
  url = `${server.url}/device/42/2/master.bin`;
  await server.register(macId, 'http://provider.example/%MACD.xml');
});
afterEach(() => server.close());

const send = (Authorization: string, at = url, method = 'GET') => ask(at, { method, headers: { Authorization } });

describe('an answer counts once', () => {
  test.each(['SHA-256', 'MD5'])('a repeated answer with %s is refused as stale', async (algorithm) => {
    const given = answer(await challenge(url, algorithm), phone, { url });
    expect(await send(given)).toMatchObject({ status: 302, body: `${target}\n` });
    for (let again = 0; again < 3; again += 1) {
      const reply = await send(given);
      expect(reply.status).toBe(401);
      expect(challengesOf(reply).map(({ stale }) => stale)).toEqual([true, true]);
    }
  });

  test('of fifty identical answers at once, one succeeds', async () => {
    const given = answer(await challenge(url), phone, { url });
    const replies = await Promise.all(Array.from({ length: 50 }, () => send(given)));
    expect(replies.filter(({ status }) => status === 302)).toHaveLength(1);
  });

  test('one nonce serves several requests with increasing counts', async () => {
    const given = await challenge(url);
    for (const nc of ['00000001', '00000002', '0000000A', '0000000b']) {
      expect(await send(answer(given, phone, { url }, { lies: { nc } }))).toMatchObject({ status: 302 });
    }
    expect(await send(answer(given, phone, { url }, { lies: { nc: '00000002' } }))).toMatchObject({ status: 401 });
  });

  test('a wrong answer does not use up the nonce', async () => {
    const given = await challenge(url);
    expect(await send(answer(given, { ...phone, password: '7C2F80820EC0-0000' }, { url }))).toMatchObject({
      status: 401,
    });
    expect(await send(answer(given, phone, { url }))).toMatchObject({ status: 302 });
  });

  test('also on another instance with the same database', async () => {
    const other = await server.another();
    const given = answer(await challenge(url), phone, { url });
    expect(await send(given, `${other.url}/device/42/2/master.bin`)).toMatchObject({ status: 302 });
    expect(await send(given)).toMatchObject({ status: 401 });
  });

  test('after a restart, older challenges are stale', async () => {
    const given = answer(await challenge(url), phone, { url });
    expect(await send(given)).toMatchObject({ status: 302 });
    const restarted = await server.another({
      nonces: { bootId: randomBytes(3), useOnce: () => Promise.resolve(true) },
    });
    const reply = await send(given, `${restarted.url}/device/42/2/master.bin`);
    expect(reply.status).toBe(401);
    expect(challengesOf(reply)[0]?.stale).toBe(true);
  });
});

describe('a nonce', () => {
  test('is stale after it expires, and the next one works', async () => {
    const given = await challenge(url);
    server.wait(60_000);
    const reply = await send(answer(given, phone, { url }));
    expect(reply.status).toBe(401);
    const [next] = challengesOf(reply);
    if (next === undefined) throw new Error('no challenge');
    expect(next.stale).toBe(true);
    expect(await send(answer(next, phone, { url }))).toMatchObject({ status: 302 });
  });

  test('is stale after it expires for a wrong ID and an unknown MAC too', async () => {
    const given = await challenge(url);
    server.wait(60_000);
    const replies = await Promise.all(
      [
        phone,
        { ...phone, password: '7C2F80820EC0-0000' },
        { username: '7C2F80FFFFFF', password: '7C2F80FFFFFF-0000' },
      ].map((who) => send(answer(given, who, { url }))),
    );
    const [first, ...others] = replies.map(comparable);
    expect(first?.status).toBe(401);
    for (const other of others) expect(other).toEqual(first);
  });

  test('makes curl retry by itself if it is stale', async () => {
    const expiring = await server.another({ nonceLifetimeMs: 0 });
    const { replies } = await curlAsPhone(`${expiring.url}/device/42/2/`, macId);
    expect(replies.map(({ status }) => status).slice(0, 3)).toEqual([401, 401, 401]);
    expect(replies[1] && challengesOf(replies[1])[0]?.stale).toBe(true);
  });

  test('is valid for one minute, to the millisecond', async () => {
    const given = await challenge(url);
    server.wait(59_000);
    expect(await send(answer(given, phone, { url }))).toMatchObject({ status: 302 });
  });
});

/** Answers with one wrong field, hashed or not. */
const unusable: readonly [string, { lies?: Fields; wrong?: Fields }][] = [
  ['a foreign nonce', { lies: { nonce: 'dcd98b7102dd2f0e8b11d0f600bfb0c093dcd98b7102' } }],
  ['a nonce of another length', { lies: { nonce: 'x' } }],
  ['an empty nonce', { lies: { nonce: '' } }],
  ['the URL of another request', { lies: { uri: '/device/42/3/master.bin' } }],
  ['the URL without its end', { lies: { uri: '/device/42/2/' } }],
  ['an empty URL', { lies: { uri: '' } }],
  ['qop=auth-int', { lies: { qop: 'auth-int' } }],
  ['both qops', { lies: { qop: '"auth,auth-int"' } }],
  ['no qop, as before RFC 2617', { wrong: { qop: undefined, nc: undefined, cnonce: undefined } }],
  ['no user name', { wrong: { username: undefined } }],
  ['a user name that is no MAC', { lies: { username: 'kitchen' } }],
  ['the MAC-ID for a user name', { lies: { username: macId } }],
  ['no realm', { wrong: { realm: undefined } }],
  ['another realm', { lies: { realm: 'Gigaset' } }],
  ['no nonce', { wrong: { nonce: undefined } }],
  ['no uri', { wrong: { uri: undefined } }],
  ['no nc', { wrong: { nc: undefined } }],
  ['an nc of seven digits', { lies: { nc: '0000001' } }],
  ['an nc that is no number', { lies: { nc: '0000000x' } }],
  ['no cnonce', { wrong: { cnonce: undefined } }],
  ['an empty cnonce', { lies: { cnonce: '' } }],
  ['no response', { wrong: { response: undefined } }],
  ['an empty response', { wrong: { response: '' } }],
  ['a response of the wrong length', { wrong: { response: '0'.repeat(32) } }],
  ['another opaque', { wrong: { opaque: 'x' } }],
  ['another algorithm', { wrong: { algorithm: 'SHA-512-256' } }],
  ['a session algorithm', { wrong: { algorithm: 'SHA-256-sess' } }],
  ['no algorithm, which means MD5', { wrong: { algorithm: undefined } }],
  ['a hashed user name', { wrong: { userhash: 'true' } }],
  ['a parameter twice', { wrong: { NC: '00000002' } }],
];

describe('refusals look alike from outside', () => {
  test.each(unusable)('%s', async (_, fields) => {
    const wrongId = await boot(url, { ...phone, password: '7C2F80820EC0-0000' });
    const reply = await boot(url, phone, fields);
    expect(reply.status).toBe(401);
    expect(comparable(reply)).toEqual(comparable(wrongId));
  });

  test('for a wrong ID, and for phones that are not registered, no longer registered or unknown', async () => {
    await server.register('7C2F80000001-0001', 'http://provider.example/');
    await server.deregister('7C2F80000001');
    await server.loadInventory(['7C2F80000002-0002']);
    const replies = await Promise.all(
      [
        { username: '7C2F80820EC0', password: '7C2F80820EC0-0000' },
        { username: '7C2F80000001', password: '7C2F80000001-0001' },
        { username: '7C2F80000002', password: '7C2F80000002-0002' },
        { username: '7C2F80000002', password: '7C2F80000002-0000' },
        { username: '7C2F80FFFFFF', password: '7C2F80FFFFFF-0000' },
        { username: '000000000000', password: '000000000000-0000' },
      ].map((who) => boot(url, who)),
    );
    const [first, ...others] = replies.map(comparable);
    expect(first).toMatchObject({ status: 401 });
    for (const other of others) expect(other).toEqual(first);
  });

  test('for requests without credentials or with another scheme', async () => {
    const wrongId = comparable(await boot(url, { ...phone, password: '7C2F80820EC0-0000' }));
    expect(comparable(await ask(url))).toEqual(wrongId);
    for (const text of ['', 'Digest', 'Digest ', 'Digest username="', 'Basic N0MyRjgwODIwRUMwOg==', 'Bearer x']) {
      expect(comparable(await send(text))).toEqual(wrongId);
    }
  });

  test('for HEAD, which has a different hash', async () => {
    const given = await challenge(url);
    const forGet = await send(answer(given, phone, { url }), url, 'HEAD');
    const wrongId = await send(answer(given, { ...phone, password: 'x' }, { url, method: 'HEAD' }), url, 'HEAD');
    expect(forGet.status).toBe(401);
    expect(comparable(forGet)).toEqual(comparable(wrongId));
    expect(await send(answer(given, phone, { url, method: 'HEAD' }), url, 'HEAD')).toMatchObject({ status: 302 });
  });
});

describe('tolerance for unusual clients', () => {
  test.each<[string, { lies?: Fields; wrong?: Fields }]>([
    ['an opaque that the client did not send back', { wrong: { opaque: undefined } }],
    ['userhash=false', { wrong: { userhash: 'false' } }],
    ['the whole URL in place of its path', { lies: { uri: 'http://prov.gigaset.net/device/42/2/master.bin' } }],
    ['qop in quotes', { wrong: { qop: '"auth"' } }],
    ['an unknown parameter', { wrong: { extra: 'x' } }],
  ])('%s', async (_, fields) => {
    expect(await boot(url, phone, fields)).toMatchObject({ status: 302 });
  });

  test('assumes MD5 if no algorithm is named', async () => {
    expect(await boot(url, phone, { algorithm: 'MD5', wrong: { algorithm: undefined } })).toMatchObject({
      status: 302,
    });
  });
});
