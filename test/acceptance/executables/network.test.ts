import { createServer } from 'node:https';
import { run } from '../../../tools/run.ts';
import { makeCertificates } from '../../support/certificates.ts';
import { executables } from '../../support/executables.ts';
import { describeWithPeers } from '../../support/foreign-peers.ts';
import { type TestProxy, startTinyproxy } from '../../support/tinyproxy.ts';
import { createFakes, okAnswer } from '../../unit/autoprov/client/fakes.ts';

// test/integration/autoprov has more of this, on Node.js; the executable has other network code below it.

const fakes = createFakes();
const credentials = { username: 'office', password: 'pr0xy-s3cret' };

describeWithPeers(['tinyproxy', 'openssl'], 'the executable calls a server', () => {
  let authority: ReturnType<typeof makeCertificates>;
  let proxy: TestProxy;
  const endpoints = { http: '', https: '' };
  beforeAll(async () => {
    authority = makeCertificates();
    proxy = await startTinyproxy(credentials);
    // 0.0.0.0 reaches this machine like 127.0.0.1, but is not an address that is always called directly.
    const { port } = new URL(await fakes.http((_, response) => response.end(okAnswer)));
    const tls = createServer(authority.issue('IP:0.0.0.0'), (_, response) => response.end(okAnswer));
    endpoints.http = `http://0.0.0.0:${port}`;
    endpoints.https = `https://0.0.0.0:${await fakes.listen(tls)}`;
  });
  afterAll(async () => {
    fakes.close();
    authority.remove();
    await proxy.stop();
  });

  const call = (endpoint: string, env: Readonly<Record<string, string>>) =>
    run(executables().commandLine, ['call', 'daryna', '-', endpoint, 'checkDevice', 's:7C2F80820EC0'], {
      env: { PATH: '', ...env },
      input: 'secret',
    });

  test.each(['http', 'https'] as const)('directly by %s', async (scheme) => {
    expect(await call(endpoints[scheme], { SSL_CERT_FILE: authority.file })).toMatchObject({ code: 0, stderr: '' });
  });

  test.each(['http', 'https'] as const)('through a proxy by %s', async (scheme) => {
    const before = (await proxy.requests()).length;
    const url = `http://${credentials.username}:${credentials.password}@${proxy.host}`;
    const env = { SSL_CERT_FILE: authority.file, [`${scheme.toUpperCase()}_PROXY`]: url };
    expect(await call(endpoints[scheme], env)).toMatchObject({ code: 0, stderr: '' });
    expect((await proxy.requests()).length).toBe(before + 1);
  });

  test('and refuses a certificate of an unknown authority', async () => {
    const { code, stderr } = await call(endpoints.https, {});
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/certificate/);
  });
});
