import { boot, header } from '../../support/phone-client.ts';
import type { TestServer } from '../../support/server.ts';
import { onEachDatabase } from './databases.ts';
import { callDocument, post } from './http.ts';
import { listRows, nodePeer, type Peer } from './peers.ts';
import { visit, type Visitor } from './visitor.ts';

const phone = { mac: '7C2F80820EC0', macId: '7C2F80820EC0-55DF' };
const other = { mac: '7C2F80208295', macId: '7C2F80208295-1910' };
const url = 'http://provider.example/';

const payloads: readonly string[] = [
  `'; DROP TABLE registrations; --`,
  `' OR '1'='1`,
  `" OR ""="`,
  `') ON CONFLICT DO NOTHING; DELETE FROM accounts; --`,
  `x' UNION SELECT name, password_hash, 3, 4 FROM accounts --`,
  '\\',
  `\\'; SELECT pg_sleep(60); --`,
  '%',
  '_',
  '$1 :name ?1 @p',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '</textarea></title><svg onload=alert(1)>',
  'javascript:alert(1)',
  '{{7*7}}${7*7}',
];

onEachDatabase(({ start }) => {
  let server: TestServer;
  let peer: Peer;
  let portal: Visitor;
  let bystander: Peer;
  beforeAll(async () => {
    server = await start();
    peer = nodePeer(server);
    portal = await visit(server);
    await server.addAccount('bystander', 'the password of another');
    bystander = nodePeer({ url: server.url, username: 'bystander', password: 'the password of another' });
    await bystander.call('registerDevice', other.macId, url, 'Others');
  });
  beforeEach(async () => {
    await peer.call('deregisterDevice', phone.mac);
  });
  afterEach(async () => {
    // After each test: the other account is unchanged, and no error was logged.
    expect(await listRows(bystander)).toMatchObject([[other.mac, 'Others', url, {}]]);
    expect(server.log()).not.toContain('"level":50');
  });
  afterAll(() => server.stop());

  test.each(payloads)('%s in any field of any method is treated as text', async (text) => {
    expect(await peer.call('registerDevice', text, url, 'Name')).toMatchObject({ value: { 0: false } });
    expect(await peer.call('registerDevice', phone.macId, `${url}${text} `, 'Name')).toMatchObject({
      value: { 0: false },
    });
    expect(await peer.call('registerDeviceList', [text, text], text, text)).toMatchObject({ value: { 0: false } });
    expect(await peer.call('checkDevice', text)).toMatchObject({ value: { 0: false } });
    expect(await peer.call('deregisterDevice', text)).toMatchObject({ value: { 0: false } });
    expect(await peer.call('deregisterDeviceList', [text, phone.mac])).toMatchObject({ value: { 0: false } });
    expect(await peer.call('listDevices', text)).toEqual({ value: [] });
    expect(await listRows(peer)).toEqual([]);
    // The only field that accepts any text returns it unchanged.
    expect(await peer.call('registerDevice', phone.macId, url, text)).toEqual({ value: [true, 'OK: password'] });
    expect(await listRows(peer, text)).toMatchObject([[phone.mac, text, url, {}]]);

    const query = (name: string): string => `/portal/phones?${new URLSearchParams({ [name]: text }).toString()}`;
    const pages = ['/portal/', '/portal/phones', `/portal/phones/${phone.mac}`, '/portal/history'];
    for (const path of [...pages, query('search'), query('provider'), query('url'), query('sort'), query('page')]) {
      const answer = await portal.send(path);
      expect({ path, status: answer.status }).toEqual({ path, status: 200 });
      expectInert(answer.text);
      expect(answer.text).not.toContain(other.mac);
    }
    for (const [path, form] of [
      ['/portal/register', { mac_id: text, url: text, provider_name: text }],
      ['/portal/check', { mac: text }],
      ['/portal/deregister', { mac: text }],
      ['/portal/upload', { text: callDocument('autoprov.checkDevice', `<![CDATA[${text}]]>`) }],
    ] as const) {
      expectInert((await portal.submit(path, form)).text);
    }
    expectInert((await portal.send(`/portal/phones/${encodeURIComponent(text)}`)).text);
    expectInert((await portal.send(`/portal/login?to=${encodeURIComponent(text)}`, { headers: { cookie: '' } })).text);
    expect((await post({ ...server, username: text, password: text }, callDocument('a'))).status).toBe(401);
  });

  const breaks: readonly [string, string, 'refused' | 'kept'][] = [
    ['CR LF', '\r\n', 'refused'],
    ['LF', '\n', 'refused'],
    ['CR', '\r', 'refused'],
    ['NEL', '\u0085', 'refused'],
    ['a line separator', '\u2028', 'refused'],
    ['a character whose lower byte is LF', '\u560a', 'refused'],
    ['a tab', '\t', 'refused'],
    ['CR LF, encoded', '%0D%0A', 'kept'],
    ['CR LF, encoded in small letters', '%0d%0a', 'kept'],
    ['CR LF, encoded twice', '%250d%250a', 'kept'],
    ['that character, encoded', '%E5%98%8A%E5%98%8D', 'kept'],
  ];
  test.each(breaks)("%s in a redirect URL adds no header to the phone's response", async (_name, separator, fate) => {
    const target = `http://provider.example/a${separator}Set-Cookie:a=b${separator}X-Injected:1`;
    const answer = await peer.call('registerDevice', phone.macId, target, 'Daryna');
    if (fate === 'refused') {
      expect(answer).toMatchObject({ value: [false, expect.stringMatching(/^url_invalid:/)] });
      return;
    }
    expect(answer).toEqual({ value: [true, 'OK: password'] });
    const told = await boot(`${server.url}/device/42/2/a.xml`, { username: phone.mac, password: phone.macId });
    expect(told).toMatchObject({ status: 302, body: `${target}\n` });
    expect(header(told, 'location')).toEqual([target]);
    expect(header(told, 'x-injected')).toEqual([]);
    expect(header(told, 'set-cookie')).toEqual([]);
  });

  test("a line break in a phone's path reaches no header and no URL", async () => {
    await peer.call('registerDevice', phone.macId, 'http://provider.example/%DVID/%MACD.xml', 'Daryna');
    const credentials = { username: phone.mac, password: phone.macId };
    for (const id of ['42%0D%0AX-Injected:1', '42%0d%0a/2', '%0a/%0a', '..%2f..']) {
      const told = await boot(`${server.url}/device/${id}/2/a.xml`, credentials);
      expect(told.rawHeaders.join('\n')).not.toMatch(/x-injected/i);
      expect(told.body).toBe('http://provider.example/%DVID/7C2F80820EC0.xml\n');
    }
  });

  test('a line break in the page to open after login leads to the first page', async () => {
    for (const to of ['/portal/phones\r\nX-Injected: 1', '/portal/\n', '/portal/\u560aX-Injected:1']) {
      const form = new URLSearchParams({ name: server.username, password: server.password, to });
      const answer = await fetch(`${server.url}/portal/login`, { method: 'POST', body: form, redirect: 'manual' });
      expect(answer.headers.get('location')).toBe('/portal/');
      expect(answer.headers.has('x-injected')).toBe(false);
    }
  });
});

/** What a browser would interpret as markup from the payloads. */
function expectInert(page: string): void {
  expect(page).not.toMatch(
    /<script>|<img src=x|<svg onload|<\/textarea><\/title>|href="javascript:|onerror=alert\(1\)>/,
  );
}
