import assert from 'node:assert/strict';
import { makeCertificates } from '../../support/certificates.ts';
import { startFaultyProxy } from '../../support/faulty-proxy.ts';
import { startTinyproxy, type TestProxy } from '../../support/tinyproxy.ts';
import { device, reception, words } from '../engines/redirect-service.ts';
import type { Situation, World } from './situation.ts';

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
  work: (behind: Behind) => Promise<void>,
): Promise<void> {
  const certificates = makeCertificates();
  const front = await startFaultyProxy(service.server.url, { tls: certificates.issue('IP:0.0.0.0') });
  const proxy = await startTinyproxy(withCredentials ? credentials : undefined);
  try {
    const reached = (address: string): URL => new URL(address.replace(/127\.0\.0\.1|localhost/, '0.0.0.0'));
    const [plain, tls] = [reached(service.server.url), reached(front.url)];
    await work({ proxy, plain, tls, authority: certificates.file });
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
  return { code, text: words(output) };
}

/** The account must have exactly this phone. */
const isRegistered = async ({ service }: World): Promise<void> =>
  assert.deepEqual(
    (await service.rows()).map(({ mac }) => mac),
    [reception],
  );

/** NO_PROXY with these exceptions: the call is direct, or not. */
const exception = (what: string, text: (endpoint: URL) => string, isDirect: boolean): Situation => ({
  holds: `NO_PROXY by ${what} ${isDirect ? 'calls the server directly' : 'does not apply'}`,
  needs: ['tinyproxy', 'openssl'],
  play: (world) =>
    behindProxy(world, false, async ({ proxy, plain }) => {
      const { code } = await apply(world, plain, { HTTP_PROXY: `http://${proxy.host}`, NO_PROXY: text(plain) });
      assert.equal(code, 0);
      assert.equal((await proxy.requests()).length > 0, !isDirect);
      await isRegistered(world);
    }),
});

const throughProxy = (holds: string, withCredentials: boolean, scheme: 'plain' | 'tls'): Situation => ({
  holds,
  needs: ['tinyproxy', 'openssl'],
  play: (world) =>
    behindProxy(world, withCredentials, async ({ proxy, authority, ...endpoints }) => {
      const endpoint = endpoints[scheme];
      const login = withCredentials ? `${credentials.username}:${credentials.password}@` : '';
      const variable = scheme === 'tls' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
      const { code, text } = await apply(world, endpoint, {
        [variable]: `http://${login}${proxy.host}`,
        SSL_CERT_FILE: authority,
      });
      assert.equal(code, 0, text);
      const [request = ''] = await proxy.requests();
      assert.match(request, scheme === 'tls' ? /^CONNECT 0\.0\.0\.0:/ : /^POST http:\/\/0\.0\.0\.0:/);
      await isRegistered(world);
    }),
});

const refused = (scheme: 'plain' | 'tls'): Situation => ({
  holds: `wrong credentials for a proxy (${scheme === 'tls' ? 'CONNECT' : 'plain'}) give an error that names it, without them`,
  needs: ['tinyproxy', 'openssl'],
  play: (world) =>
    behindProxy(world, true, async ({ proxy, authority, ...endpoints }) => {
      const { code, text } = await apply(world, endpoints[scheme], {
        [scheme === 'tls' ? 'HTTPS_PROXY' : 'HTTP_PROXY']: `http://office:wr0ng@${proxy.host}`,
        SSL_CERT_FILE: authority,
      });
      assert.equal(code, 1);
      assert.match(text, new RegExp(`through the proxy http://${proxy.host}`));
      assert.doesNotMatch(text, /wr0ng/);
      assert.deepEqual(await world.service.rows(), []);
    }),
});

export const proxies: readonly Situation[] = [
  throughProxy('HTTP_PROXY carries the calls of the provider', false, 'plain'),
  throughProxy('HTTPS_PROXY carries them by CONNECT', false, 'tls'),
  throughProxy('HTTP_PROXY with credentials authenticates the calls', true, 'plain'),
  throughProxy('HTTPS_PROXY with credentials authenticates CONNECT', true, 'tls'),
  refused('plain'),
  refused('tls'),
  exception('host', ({ hostname }) => hostname, true),
  exception('CIDR', () => '0.0.0.0/8', true),
  exception('host and port', ({ host }) => host, true),
  exception('another port', ({ hostname }) => `${hostname}:1`, false),
  exception('another CIDR', () => '10.0.0.0/8', false),
  {
    holds: 'NO_PROXY by suffix calls the server directly',
    needs: ['tinyproxy', 'openssl'],
    play: (world) =>
      behindProxy(world, false, async ({ proxy }) => {
        const env = { HTTP_PROXY: `http://${proxy.host}`, GIGASET_MAX_RETRIES: '0' };
        const endpoint = new URL('http://redirect.office.invalid');
        // The name exists nowhere: a direct call does not reach the proxy.
        await apply(world, endpoint, { ...env, NO_PROXY: '.office.invalid' });
        assert.deepEqual(await proxy.requests(), []);
        await apply(world, endpoint, { ...env, NO_PROXY: '.other.invalid' });
        assert.notDeepEqual(await proxy.requests(), []);
      }),
  },
];
