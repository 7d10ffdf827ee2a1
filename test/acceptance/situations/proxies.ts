import assert from 'node:assert/strict';
import { makeCertificates } from '../../support/certificates.ts';
import { startFaultyProxy } from '../../support/faulty-proxy.ts';
import { freePort } from '../../support/free-port.ts';
import { startTinyproxy, type TestProxy } from '../../support/tinyproxy.ts';
import { device, reception, words } from '../engines/redirect-service.ts';
import { seenIn, type Situation, type World } from './situation.ts';

// The provider behind tinyproxy. 0.0.0.0 reaches this machine like 127.0.0.1, but is not an address that is always called
// directly.

const credentials = { username: 'office', password: 'pr0xy-s3cret' };

/** A proxy, and the redirect service by http and by https at addresses that go through it. */
interface Behind {
  readonly proxy: TestProxy;
  readonly plain: URL;
  readonly tls: URL;
  readonly authority: string;
}

async function behindProxy(
  { service }: World,
  withCredentials: boolean,
  work: (behind: Behind) => Promise<string>,
): Promise<string> {
  const certificates = makeCertificates();
  const front = await startFaultyProxy(service.server.url, { tls: certificates.issue('IP:0.0.0.0') });
  const proxy = await startTinyproxy(withCredentials ? credentials : undefined);
  try {
    const reached = (address: string): URL => new URL(address.replace(/127\.0\.0\.1|localhost/, '0.0.0.0'));
    const [plain, tls] = [reached(service.server.url), reached(front.url)];
    return await work({ proxy, plain, tls, authority: certificates.file });
  } finally {
    await proxy.stop();
    await front.close();
    certificates.remove();
  }
}

/** Applies a phone at this endpoint with this environment. */
async function apply({ engine, service }: World, endpoint: URL, env: Readonly<Record<string, string>>) {
  const project = (await service.project(engine, device())).withEnv({
    ...service.env,
    GIGASET_ENDPOINT: endpoint.href,
    ...env,
  });
  const { code, output } = await project.apply();
  return { code, output, text: words(output) };
}

/** The account must have exactly this phone. */
const isRegistered = async ({ service }: World): Promise<void> =>
  assert.deepEqual(
    (await service.rows()).map(({ mac }) => mac),
    [reception],
  );

/** Ports differ in each run. */
const withoutPorts = (text: string): string => text.replace(/:\d{5}/g, ':…');

/** NO_PROXY with these exceptions: the call is direct, or not. */
const exception = (what: string, text: (endpoint: URL) => string, isDirect: boolean): Situation => ({
  done: `NO_PROXY has ${what}`,
  holds: isDirect ? 'the provider calls the server directly' : 'the calls go through the proxy',
  needs: ['tinyproxy', 'openssl'],
  play: (world) =>
    behindProxy(world, false, async ({ proxy, plain }) => {
      const { code } = await apply(world, plain, { HTTP_PROXY: `http://${proxy.host}`, NO_PROXY: text(plain) });
      assert.equal(code, 0);
      const requests = await proxy.requests();
      assert.equal(requests.length > 0, !isDirect);
      await isRegistered(world);
      return withoutPorts(`the proxy received ${requests[0] ?? 'nothing'}`);
    }),
});

const throughProxy = (variable: string, scheme: 'plain' | 'tls', withCredentials = false): Situation => ({
  done: `${variable} names a proxy${withCredentials ? ' with credentials' : ''}`,
  holds: `it carries the calls${scheme === 'tls' ? ' to https by CONNECT' : ''}`,
  needs: ['tinyproxy', 'openssl'],
  play: (world) =>
    behindProxy(world, withCredentials, async ({ proxy, authority, ...endpoints }) => {
      const endpoint = endpoints[scheme];
      const login = withCredentials ? `${credentials.username}:${credentials.password}@` : '';
      const { code, text } = await apply(world, endpoint, {
        [variable]: `http://${login}${proxy.host}`,
        SSL_CERT_FILE: authority,
      });
      assert.equal(code, 0, text);
      const [request = ''] = await proxy.requests();
      assert.match(request, scheme === 'tls' ? /^CONNECT 0\.0\.0\.0:/ : /^POST http:\/\/0\.0\.0\.0:/);
      await isRegistered(world);
      return withoutPorts(`the proxy received ${request}`);
    }),
});

const refused = (scheme: 'plain' | 'tls'): Situation => ({
  done: `the credentials for a proxy are wrong (${scheme === 'tls' ? 'CONNECT' : 'plain'})`,
  holds: 'the error names the proxy, without credentials',
  needs: ['tinyproxy', 'openssl'],
  play: (world) =>
    behindProxy(world, true, async ({ proxy, authority, ...endpoints }) => {
      const { code, output, text } = await apply(world, endpoints[scheme], {
        [scheme === 'tls' ? 'HTTPS_PROXY' : 'HTTP_PROXY']: `http://office:wr0ng@${proxy.host}`,
        SSL_CERT_FILE: authority,
      });
      assert.equal(code, 1);
      assert.match(text, new RegExp(`through the proxy http://${proxy.host}`));
      assert.doesNotMatch(text, /wr0ng/);
      assert.deepEqual(await world.service.rows(), []);
      return seenIn(output);
    }),
});

export const proxies: readonly Situation[] = [
  throughProxy('HTTP_PROXY', 'plain'),
  throughProxy('HTTPS_PROXY', 'tls'),
  throughProxy('http_proxy', 'plain'),
  throughProxy('https_proxy', 'tls'),
  throughProxy('ALL_PROXY', 'plain'),
  throughProxy('all_proxy', 'tls'),
  throughProxy('HTTP_PROXY', 'plain', true),
  throughProxy('HTTPS_PROXY', 'tls', true),
  refused('plain'),
  refused('tls'),
  exception('the host', ({ hostname }) => hostname, true),
  exception('a network (CIDR) with the host', () => '0.0.0.0/8', true),
  exception('the host and the port', ({ host }) => host, true),
  exception('another port', ({ hostname }) => `${hostname}:1`, false),
  exception('another network', () => '10.0.0.0/8', false),
  {
    done: 'NO_PROXY has a suffix of the host',
    holds: 'the provider calls the server directly',
    needs: ['tinyproxy', 'openssl'],
    play: (world) =>
      behindProxy(world, false, async ({ proxy }) => {
        const env = { HTTP_PROXY: `http://${proxy.host}` };
        const endpoint = new URL('http://redirect.office.invalid');
        // The name exists nowhere: a direct call does not reach the proxy.
        await apply(world, endpoint, { ...env, NO_PROXY: '.office.invalid' });
        assert.deepEqual(await proxy.requests(), []);
        await apply(world, endpoint, { ...env, NO_PROXY: '.other.invalid' });
        const requests = await proxy.requests();
        assert.notDeepEqual(requests, []);
        return `with another suffix, the proxy received ${requests[0]}`;
      }),
  },
  {
    done: 'the proxy is down',
    holds: 'the error names the proxy, not the server',
    async play(world) {
      const proxy = `http://127.0.0.1:${await freePort()}`;
      const { output, text } = await apply(world, new URL('http://redirect.office.invalid'), {
        HTTP_PROXY: proxy,
      });
      assert.match(text, /the proxy cannot be reached/);
      assert.ok(text.includes(proxy));
      return seenIn(output);
    },
  },
];
