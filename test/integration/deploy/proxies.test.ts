import { certificateFolder, type CertificateFiles } from '../../support/certificates.ts';
import { describeWithPeers } from '../../support/foreign-peers.ts';
import { ask, boot, header, type Reply } from '../../support/phone-client.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { callDocument, post } from '../server/http.ts';
import { startCaddy, startNginx, type TestProxy } from './proxies.ts';

const phone = { username: '7C2F80820EC0', password: '7C2F80820EC0-55DF' };
const redirectUrl = 'http://provider.example/';

let folder: Awaited<ReturnType<typeof certificateFolder>>;
let certificate: CertificateFiles;
let server: TestServer;
let proxy: TestProxy | undefined;
beforeAll(async () => {
  folder = await certificateFolder();
  certificate = await folder.make('redirect');
  server = await startTestServer({ args: ['--trust-proxy', 'loopback'] });
  const document = callDocument('autoprov.registerDevice', phone.password, redirectUrl, 'Daryna');
  expect((await post(server, document)).text).toContain('OK: password');
});
afterEach(async () => {
  await proxy?.stop();
  proxy = undefined;
});
afterAll(async () => {
  await server.stop();
  await folder.close();
});

/** Sends the login form as a browser does. */
const login = (origin: string, url = origin): Promise<Reply> =>
  ask(`${url}/portal/login`, {
    method: 'POST',
    headers: { Origin: origin, 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ name: server.username, password: server.password }).toString(),
  });

describe.each([
  ['nginx', startNginx],
  ['caddy', startCaddy],
] as const)('the configuration for %s', (name, start) => {
  describeWithPeers([name], 'works', () => {
    beforeEach(async () => {
      proxy = await start({ server: server.url, certificate });
    });
    const at = (): TestProxy => proxy ?? { https: '', http: '', stop: () => Promise.resolve() };

    test('for the portal: the login succeeds, and its cookie is for HTTPS only', async () => {
      const reply = await login(at().https);
      expect({ status: reply.status, to: header(reply, 'location') }).toEqual({ status: 303, to: ['/portal/'] });
      expect(header(reply, 'set-cookie').join()).toMatch(/; Secure/);
    });

    test('for phones, by HTTPS and by HTTP', async () => {
      for (const url of [at().https, at().http]) {
        const reply = await boot(`${url}/device/42/2/master.bin`, phone);
        expect({ status: reply.status, to: header(reply, 'location') }).toEqual({ status: 302, to: [redirectUrl] });
      }
    });

    test('for XML-RPC, by HTTPS only', async () => {
      const headers = {
        Authorization: `Basic ${Buffer.from(`${server.username}:${server.password}`).toString('base64')}`,
        'Content-Type': 'text/xml',
      };
      const body = callDocument('autoprov.checkDevice', phone.username);
      const path = '/apxml/rpc.do';
      expect(await ask(`${at().https}${path}`, { method: 'POST', headers, body })).toMatchObject({
        status: 200,
        body: expect.stringContaining(redirectUrl),
      });
      expect((await ask(`${at().http}${path}`, { method: 'POST', headers, body })).status).toBe(301);
    });

    test('for the log: it has the address of the client, which the client cannot choose', async () => {
      const headers = { 'X-Forwarded-For': '192.0.2.1' };
      await ask(`${at().https}/device/from-${name}`, { from: '127.0.0.9', headers });
      expect(await server.logged(new RegExp(`"path":"/device/from-${name}","from":"[^"]*"`))).toContain('"127.0.0.9"');
    });
  });
});

describeWithPeers(['nginx'], 'a proxy that is configured differently', () => {
  const plain = (location: string): string => `
    server { listen 443 ssl; server_name redirect.example;
      ssl_certificate /etc/ssl/redirect.pem; ssl_certificate_key /etc/ssl/redirect.key;
      ${location} }
    server { listen 80; server_name redirect.example; ${location} }`;

  test('and does not pass on its name and scheme makes the login name both headers', async () => {
    proxy = await startNginx(
      { server: server.url, certificate },
      plain('location / { proxy_pass http://127.0.0.1:8080; }'),
    );
    const reply = await login(proxy.https);
    expect(reply.status).toBe(403);
    expect(reply.body).toMatch(/must pass on Host and X-Forwarded-Proto.*--trust-proxy/s);
    expect((await login(proxy.http)).body).toMatch(/must pass on Host,/);
  });

  test('and strips a prefix makes phones fail with a line in the log that says so', async () => {
    const strip = 'location /gigaset/ { proxy_pass http://127.0.0.1:8080/; } location / { return 204; }';
    proxy = await startNginx({ server: server.url, certificate }, plain(strip));
    expect((await boot(`${proxy.http}/gigaset/device/42/2/master.bin`, phone)).status).toBe(401);
    await server.logged(/"path":"\/device\/42\/2\/master\.bin".*"outcome":"path changed by a proxy"/);
  });
});
