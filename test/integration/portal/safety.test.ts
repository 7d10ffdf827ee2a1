import { runCommand, startTestServer, type TestServer } from '../../support/server.ts';

let server: TestServer;

/** A server of its own for each test that locks accounts or changes them; the others share one. */
function useServer(scope: 'all' | 'each'): void {
  const [before, after] = scope === 'all' ? [beforeAll, afterAll] : [beforeEach, afterEach];
  before(async () => {
    server = await startTestServer();
  });
  after(() => server.stop());
}

/** A minimal client: keeps the session's cookie and follows no redirects. */
function visitor() {
  let cookie = '';
  const send = async (path: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    if (cookie !== '') headers.set('cookie', cookie);
    const response = await fetch(server.url + path, { redirect: 'manual', ...init, headers });
    const [set] = response.headers.getSetCookie();
    if (set !== undefined) cookie = set.split(';', 1)[0] ?? '';
    return { status: response.status, headers: response.headers, text: await response.text(), set };
  };
  const post = (path: string, form: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}) =>
    send(path, { method: 'POST', body: new URLSearchParams(form), headers });
  const token = async (): Promise<string> =>
    /name="_csrf" value="([^"]+)"/.exec((await send('/portal/')).text)?.[1] ?? '';
  return {
    get: (path: string) => send(path),
    post,
    token,
    logIn: (name = server.username, password = server.password, to = '') =>
      post('/portal/login', { name, password, to }),
    register: async (macId: string, url = 'http://provider.example/', name = 'Daryna') =>
      post('/portal/register', { _csrf: await token(), mac_id: macId, url, provider_name: name }),
  };
}

describe('the portal', () => {
  useServer('all');

  test('shows the login first, then the page that was requested', async () => {
    const { get, logIn } = visitor();
    for (const path of [
      '/portal/',
      '/portal/phones',
      '/portal/phones/7C2F80820EC0',
      '/portal/history',
      '/portal/help',
    ]) {
      const { status, headers, text } = await get(path);
      expect({ path, status, text }).toEqual({ path, status: 303, text: '' });
      expect(headers.get('location')).toMatch(/^\/portal\/login/);
    }
    const asked = (await get('/portal/phones?search=a')).headers.get('location') ?? '';
    expect(asked).toBe('/portal/login?to=%2Fportal%2Fphones%3Fsearch%3Da');
    expect((await logIn(undefined, undefined, '/portal/phones?search=a')).headers.get('location')).toBe(
      '/portal/phones?search=a',
    );
  });

  test.each([
    'https://evil.example/',
    '//evil.example/',
    '/portal/\\evil.example',
    '/portal/login',
    'javascript:alert(1)',
  ])('the login never redirects to %s', async (to) => {
    expect((await visitor().logIn(undefined, undefined, to)).headers.get('location')).toBe('/portal/');
  });

  test('protects the cookie from scripts and other sites, and sets a strict CSP', async () => {
    const { get, logIn } = visitor();
    const { set = '' } = await logIn();
    expect(set).toMatch(/^gigaset_portal=.*; Path=\/portal; .*HttpOnly; SameSite=Lax/);
    const { headers, text } = await get('/portal/');
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none';script-src 'self';style-src 'self';/);
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(text).not.toMatch(/<script(?![^>]*\bsrc=)|\son\w+=|style="/);
  });

  test('a login changes the ID of the session', async () => {
    const { logIn } = visitor();
    const first = (await logIn()).set;
    expect((await logIn()).set).not.toBe(first);
  });

  describe('a forged form changes nothing:', () => {
    const form = { mac_id: '7C2F80820EC0-55DF', url: 'http://provider.example/', provider_name: 'Daryna' };

    test.each<[string, Readonly<Record<string, string>>]>([
      ['no token', {}],
      ['a made-up token', { _csrf: 'aaaaaaaa-bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb' }],
    ])('%s', async (_, more) => {
      const { post, logIn, get } = visitor();
      await logIn();
      const { status, text } = await post('/portal/register', { ...form, ...more });
      expect(status).toBe(403);
      expect(text).toContain('Nothing was changed.');
      expect((await get('/portal/phones/7C2F80820EC0')).status).toBe(404);
    });

    test('with the token of another session', async () => {
      const { post, logIn } = visitor();
      const other = visitor();
      await logIn();
      await other.logIn();
      expect((await post('/portal/register', { ...form, _csrf: await other.token() })).status).toBe(403);
    });

    test.each(['https://evil.example', 'null', 'http://127.0.0.1:1'])('from a page of %s', async (origin) => {
      const { post, logIn, token } = visitor();
      await logIn();
      const { status, text } = await post('/portal/register', { ...form, _csrf: await token() }, { origin });
      expect(status).toBe(403);
      expect(text).toContain('Nothing was changed.');
    });
  });

  test('shows HTML in any field as text', async () => {
    const { logIn, register, get } = visitor();
    await logIn();
    const evil = `"><script>alert(1)</script><img src=x onerror=alert(1)>'`;
    expect((await register('7C2F80820EC0-55DF', `http://x.example/${encodeURIComponent(evil)}`, evil)).status).toBe(
      303,
    );
    const refused = await register(evil, evil, evil);
    const pages = [refused.text];
    for (const path of ['/portal/', '/portal/phones', '/portal/phones/7C2F80820EC0', '/portal/history']) {
      pages.push((await get(path)).text);
    }
    pages.push(
      (await get(`/portal/phones?${new URLSearchParams({ search: evil, provider: evil, url: evil }).toString()}`)).text,
    );
    pages.push((await get(`/portal/login?to=${encodeURIComponent(evil)}`)).text);
    for (const text of pages) {
      expect(text).not.toContain('<script>');
      expect(text).not.toContain('<img src=x');
    }
    expect(pages.at(1)).toContain('&lt;script&gt;');
  });

  test("treats another provisioner's phone like a missing one", async () => {
    await server.addAccount('mallory', 'another long password');
    const owner = visitor();
    const other = visitor();
    await owner.logIn();
    await owner.register('7C2F80208295-1910');
    await other.logIn('mallory', 'another long password');
    const same = (text: string): string => text.replaceAll('7C2F80208295', 'MAC').replaceAll('7C2F80FFFFFF', 'MAC');
    const withoutTokens = (text: string): string => same(text).replace(/value="[^"]{30,}"/g, '');
    const theirs = await other.get('/portal/phones/7C2F80208295');
    const nobodys = await other.get('/portal/phones/7C2F80FFFFFF');
    expect(theirs.status).toBe(404);
    expect(withoutTokens(theirs.text)).toBe(withoutTokens(nobodys.text));
    const check = async (mac: string) => (await other.post('/portal/check', { _csrf: await other.token(), mac })).text;
    expect(withoutTokens(await check('7C2F80208295'))).toBe(withoutTokens(await check('7C2F80FFFFFF')));
    await other.post('/portal/deregister', { _csrf: await other.token(), mac: '7C2F80208295', confirmed: 'yes' });
    expect((await owner.get('/portal/phones/7C2F80208295')).status).toBe(200);
    expect((await other.get('/portal/phones?search=7C2F80208295')).text).toContain('No phone matches.');
    expect((await other.get('/portal/history')).text).not.toContain('7C2F80208295');
  });
});

describe('an account that is changed', () => {
  useServer('each');

  test('a new password or a disabled account ends sessions at once', async () => {
    const { logIn, get } = visitor();
    await logIn();
    expect((await get('/portal/')).status).toBe(200);
    const change = ['account', 'password', server.username, '--password-stdin', '--data', server.dataDir];
    expect((await runCommand(change, 'a new long password')).code).toBe(0);
    expect((await get('/portal/')).status).toBe(303);
    await logIn(server.username, 'a new long password');
    expect((await get('/portal/')).status).toBe(200);
    await runCommand(['account', 'disable', server.username, '--data', server.dataDir]);
    expect((await get('/portal/')).status).toBe(303);
  });
});

describe('an attacker who guesses passwords', () => {
  useServer('each');

  const basic = (name: string, password: string) =>
    fetch(`${server.url}/apxml/rpc.do`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}` },
      body: '<methodCall><methodName>autoprov.listDevices</methodName></methodCall>',
    });

  test('is slowed down after ten guesses, alone, in the portal and over XML-RPC alike', async () => {
    await server.addAccount('other', 'another long password');
    const { logIn } = visitor();
    for (let guess = 0; guess < 10; guess++) {
      expect((await logIn(undefined, `guess ${guess}`)).text).toContain('Unknown name or wrong password.');
    }
    expect((await logIn()).text).toMatch(/too many wrong passwords\. Try again in \d+ seconds/);
    const refused = await basic(server.username, server.password);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await basic('other', 'another long password')).status).toBe(200);
  });

  test('with many names from one address does not lock out earlier users', async () => {
    expect((await basic(server.username, server.password)).status).toBe(200);
    const guesses = Array.from({ length: 100 }, (_, guess) => basic(`name ${guess}`, 'guess'));
    const statuses = new Set((await Promise.all(guesses)).map(({ status }) => status));
    // A hash takes long, so only so many wait for one.
    expect(statuses).toEqual(new Set([401, 503]));
    expect((await basic(server.username, server.password)).status).toBe(200);
  });

  test('is not a program that repeats one outdated password', async () => {
    for (let time = 0; time < 15; time++) expect((await basic(server.username, 'old password')).status).toBe(401);
    expect((await basic(server.username, server.password)).status).toBe(200);
  });
});
