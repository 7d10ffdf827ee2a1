import { createServer } from 'node:https';
import { makeCertificates } from '../../support/certificates.ts';
import { describeWithPeers } from '../../support/foreign-peers.ts';
import { type TestProxy, startTinyproxy } from '../../support/tinyproxy.ts';
import { createFakes, failureOf, macId, okAnswer } from '../../unit/autoprov/client/fakes.ts';
import type { Environment } from '#autoprov';

// 0.0.0.0 reaches this machine like 127.0.0.1, but is not an address that is always called directly.
const fakes = createFakes();
const credentials = { username: 'office', password: 'pr0xy-s3cret' };

describeWithPeers(['tinyproxy', 'openssl'], 'through tinyproxy', () => {
  let authority: ReturnType<typeof makeCertificates>;
  let open: TestProxy;
  let closed: TestProxy;
  const ports = { http: 0, https: 0 };
  beforeAll(async () => {
    authority = makeCertificates();
    [open, closed] = await Promise.all([startTinyproxy(), startTinyproxy(credentials)]);
    ports.http = Number(new URL(await fakes.http((_, response) => response.end(okAnswer))).port);
    ports.https = await fakes.listen(
      createServer(authority.issue('IP:0.0.0.0'), (_, response) => response.end(okAnswer)),
    );
  });
  afterAll(async () => {
    fakes.close();
    authority.remove();
    await Promise.all([open.stop(), closed.stop()]);
  });

  const register = (endpoint: string, environment: Environment): Promise<unknown> => {
    const client = fakes.client(endpoint, { environment, caCertificate: authority.ca });
    return client.registerDevice(macId, 'http://provider.example/', 'Daryna').finally(() => client.close());
  };

  describe.each(['http', 'https'] as const)('%s', (scheme) => {
    const endpoint = (): string => `${scheme}://0.0.0.0:${ports[scheme]}`;
    const variable = `${scheme.toUpperCase()}_PROXY`;
    const request = (): string =>
      scheme === 'http' ? `POST ${endpoint()}/apxml/rpc.do` : `CONNECT 0.0.0.0:${ports.https}`;
    const reject = (environment: Environment): Promise<unknown> => failureOf(register(endpoint(), environment));

    test('passes through the proxy', async () => {
      const before = (await open.requests()).length;
      await expect(register(endpoint(), { [variable]: open.host })).resolves.toMatchObject({ ok: true });
      expect((await open.requests()).slice(before)).toEqual([request()]);
    });

    test('sends the credentials of the proxy', async () => {
      const { username, password } = credentials;
      const proxy = `http://${username}:${password}@${closed.host}`;
      await expect(register(endpoint(), { [variable]: proxy })).resolves.toMatchObject({ ok: true });
      expect((await closed.requests()).at(-1)).toBe(request());
    });

    test.each([
      ['without credentials', () => closed.host],
      ['with wrong credentials', () => `http://office:wrong@${closed.host}`],
    ])('%s, the proxy refuses, and the error names it', async (_title, proxy) => {
      const error = await reject({ [variable]: proxy() });
      expect(error).toMatchObject({
        code: 'proxy_refused',
        sent: false,
        message: expect.stringContaining(`through the proxy http://${closed.host} (${variable}): `),
      });
      expect(String(error)).not.toContain('wrong');
    });

    test('an unreachable proxy is distinguished from an unreachable server', async () => {
      expect(await reject({ [variable]: 'http://127.0.0.1:9' })).toMatchObject({
        code: 'proxy_unreachable',
        sent: false,
      });
    });

    test('a server that the proxy cannot reach is distinguished from a failing proxy', async () => {
      const error = await failureOf(register(`${scheme}://0.0.0.0:9`, { [variable]: open.host }));
      expect(error).toMatchObject({ code: 'unreachable' });
    });

    test.each([
      ['*', true],
      ['0.0.0.0', true],
      ['0.0.0.0/8', true],
      ['0.0.0.0:PORT', true],
      ['0.0.0.0:1', false],
      ['10.0.0.0/8', false],
    ])('NO_PROXY=%s calls the server directly: %j', async (exceptions, isDirect) => {
      const before = (await open.requests()).length;
      const environment = { [variable]: open.host, NO_PROXY: exceptions.replace('PORT', String(ports[scheme])) };
      await expect(register(endpoint(), environment)).resolves.toMatchObject({ ok: true });
      expect((await open.requests()).length - before).toBe(isDirect ? 0 : 1);
    });

    test('an aborted call ends at once even if the proxy does not answer', async () => {
      const silent = (await fakes.tcp(() => undefined)).replace('tcp:', 'http:');
      const abort = new AbortController();
      const client = fakes.client(endpoint(), { environment: { [variable]: silent } });
      const call = client.checkDevice(macId, { signal: abort.signal });
      abort.abort();
      expect(await failureOf(call)).toMatchObject({ code: 'aborted' });
      client.close();
    });
  });
});
