import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { makeCertificates } from '../../support/certificates.ts';
import { describeWithPeers } from '../../support/foreign-peers.ts';
import { runCommand, startTestServer, type TestServer } from '../../support/server.ts';
import { createClient } from '#autoprov';

const macId = '7C2F80820EC0-55DF';
const mac = '7C2F80820EC0';

let server: TestServer;
const servers: Server[] = [];
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => {
  for (const each of servers) {
    each.closeAllConnections();
    each.close();
  }
  await server.stop();
});

/** Makes a server listen, and returns its host and port. */
async function listen(each: Server): Promise<string> {
  servers.push(each);
  await new Promise<void>((resolve) => each.listen(0, '127.0.0.1', resolve));
  const address = each.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server does not listen');
  return `127.0.0.1:${address.port}`;
}

const provisioning = (listener: RequestListener): Promise<string> => listen(createServer(listener));

/** Registers the phone with a URL, and verifies it. */
async function verify(url: string, ...args: readonly string[]) {
  const client = createClient({ endpoint: server.url, username: server.username, password: server.password });
  await client.deregisterDevice(macId);
  expect(await client.registerDevice(macId, url, 'Daryna')).toMatchObject({ ok: true });
  client.close();
  return runCommand(['verify', macId, '--endpoint', server.url, '--json', ...args]);
}

const configuration = `<?xml version="1.0"?><provisioning><mac value="7c:2f:80:82:0e:c0"/></provisioning>`;

test('a phone that gets its configuration is OK, in words and as JSON', async () => {
  const host = await provisioning((request, response) => {
    response.writeHead(request.url === `/xml/${mac}.xml` ? 200 : 404).end(configuration);
  });
  const { code, stdout } = await verify(`http://${host}/xml/%MACD.xml`);
  expect({ code, result: JSON.parse(stdout) as unknown }).toMatchObject({
    code: 0,
    result: {
      mac,
      ok: true,
      steps: [{ status: 302 }, { status: 200, outcome: expect.stringContaining(`XML for ${mac}`) }],
    },
  });
  const { stdout: words } = await runCommand(['verify', macId, '--endpoint', server.url]);
  expect(words).toMatch(/^7C2F80820EC0 {2}redirect server {2}302 .*\n +provisioning +200 .*\nOK\. /);
});

test('logs in to the provisioning server with the credentials of the URL, and shows no password', async () => {
  const host = await provisioning((request, response) => {
    const isRight = request.headers.authorization === `Basic ${Buffer.from('phone:s3cret').toString('base64')}`;
    if (isRight) response.end(configuration);
    else response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
  });
  const { code, stdout } = await verify(`http://phone:s3cret@${host}/%MACD.xml`);
  expect(code).toBe(0);
  expect(stdout).not.toContain('s3cret');
});

describe('a chain that breaks', () => {
  const answer = (status: number, body = '', headers = {}) =>
    provisioning((_, response) => response.writeHead(status, headers).end(body));
  test.each<[string, () => Promise<string> | string, string]>([
    ['at a name that does not exist', () => 'nowhere.invalid', 'dns'],
    ['at a closed port', () => '127.0.0.1:9', 'refused'],
    ['at a login', () => answer(401, '', { 'www-authenticate': 'Digest realm="x", nonce="y"' }), 'login'],
    ['at a forbidden file', () => answer(403), 'forbidden'],
    ['at a missing file', () => answer(404), 'not_found'],
    ['at a server that fails', () => answer(503), 'server_error'],
    ['at a configuration of another phone', () => answer(200, configuration.replace('0e:c0', '0e:c1')), 'wrong_mac'],
    ['at an HTML page', () => answer(200, '<!DOCTYPE html><html></html>'), 'not_xml'],
    ['at an empty document', () => answer(200), 'empty'],
    ['at a redirect loop', () => answer(302, '', { location: '/again' }), 'redirect_loop'],
    ['at a silent server', () => provisioning(() => undefined), 'timeout'],
  ])('%s is named', async (_, host, joint) => {
    const { code, stdout } = await verify(`http://${await host()}/%MACD.xml`, '--timeout', '1');
    expect({ code, result: JSON.parse(stdout) as unknown }).toMatchObject({
      code: 1,
      result: { ok: false, steps: [{ server: 'redirect server' }, { server: 'provisioning', broken: joint }] },
    });
  });

  test('at the redirect server is named', async () => {
    const wrong = await runCommand(['verify', '7C2F80820EC0-0000', '--endpoint', server.url, '--json']);
    expect(JSON.parse(wrong.stdout)).toMatchObject({
      ok: false,
      steps: [{ server: 'redirect server', broken: 'login' }],
    });
    const closed = await runCommand(['verify', macId, '--endpoint', 'http://127.0.0.1:9', '--json']);
    expect(JSON.parse(closed.stdout)).toMatchObject({ steps: [{ server: 'redirect server', broken: 'refused' }] });
  });

  describeWithPeers(['openssl'], 'at TLS', () => {
    test('is named', async () => {
      const authority = makeCertificates();
      const host = await listen(
        createSecureServer(authority.issue('IP:127.0.0.1'), (_, response) => response.end(configuration)),
      );
      authority.remove();
      expect(JSON.parse((await verify(`https://${host}/%MACD.xml`)).stdout)).toMatchObject({
        steps: [{}, { broken: 'tls' }],
      });
    });
  });
});

test('refuses a MAC without its ID', async () => {
  expect(await runCommand(['verify', mac])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(`${mac} has no ID`),
  });
});
