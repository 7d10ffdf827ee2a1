import { mkdtempSync, rmSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { certificateFolder } from '../../support/certificates.ts';
import { ask } from '../../support/phone-client.ts';
import { runCommand, startTestServer, type TestServer } from '../../support/server.ts';
import { basic, callDocument, connectRaw } from '../server/http.ts';

let folder: Awaited<ReturnType<typeof certificateFolder>>;
let server: TestServer | undefined;
beforeAll(async () => {
  folder = await certificateFolder();
});
afterEach(async () => {
  await server?.stop();
  server = undefined;
});
afterAll(() => folder.close());

/** The loopback addresses of this machine, as written in a URL. */
const loopbacks = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .flatMap(({ address }) => (address === '127.0.0.1' ? [address] : address === '::1' ? [`[${address}]`] : []));

describe.each(['http', 'https'])('localhost, by %s', (scheme) => {
  const serve = async (): Promise<{ readonly port: string; readonly running: TestServer }> => {
    const { cert, key } = await folder.make('localhost');
    const tls = scheme === 'https' ? ['--tls-cert', cert, '--tls-key', key] : [];
    server = await startTestServer({ args: ['--host', 'localhost', ...tls] });
    return { port: new URL(server.url).port, running: server };
  };

  test('listens on each loopback address with the same server behind', async () => {
    const { port, running } = await serve();
    expect(running.url).toBe(`${scheme}://127.0.0.1:${port}`);
    for (const address of loopbacks) {
      await running.logged(new RegExp(`provisioners: listening on ${scheme}://${address.replace(/[[\]]/g, '\\$&')}:`));
      expect(await ask(`${scheme}://${address}:${port}/healthz`)).toMatchObject({ status: 200, body: 'ok\n' });
      // Limits apply there too.
      const long = await ask(`${scheme}://${address}:${port}/${'a'.repeat(20_000)}`);
      expect(long).toMatchObject({ status: 431 });
    }
    expect(await running.stop()).toBe(0);
    server = undefined;
  });

  test('finishes the requests on each address when it stops', async () => {
    const { port, running } = await serve();
    const body = callDocument('autoprov.listDevices');
    const authorization = basic(running.username, running.password);
    // The password needs no hash any more, which can take longer on a busy machine than the server waits.
    for (const address of loopbacks) {
      const call = { method: 'POST', headers: { Authorization: authorization }, body };
      expect(await ask(`${scheme}://${address}:${port}/apxml/rpc.do`, call)).toMatchObject({ status: 200 });
    }
    const connections = await Promise.all(
      loopbacks.map((address) => connectRaw({ url: `${scheme}://${address}:${port}` })),
    );
    for (const connection of connections) {
      await connection.write(
        [
          'POST /apxml/rpc.do HTTP/1.1',
          'Host: localhost',
          `Authorization: ${authorization}`,
          `Content-Length: ${body.length}`,
          'Expect: 100-continue',
          '\r\n',
        ].join('\r\n'),
      );
      await connection.heard(/100 Continue/);
    }
    const stopped = running.stop();
    server = undefined;
    // It accepts no new connections, so it is about to stop.
    for (const address of loopbacks) {
      while (await ask(`${scheme}://${address}:${port}/healthz`).then(Boolean, () => false));
    }
    for (const connection of connections) {
      await connection.write(body);
      expect(await connection.ended()).toMatch(/HTTP\/1\.1 200 OK[^]*<methodResponse>/);
    }
    expect(await stopped).toBe(0);
  });
});

test('reports if another program uses one of the addresses', async () => {
  const taken = loopbacks.at(-1)?.replace(/[[\]]/g, '') ?? '';
  server = await startTestServer({ args: ['--host', taken] });
  const { port } = new URL(server.url);
  const data = mkdtempSync(join(tmpdir(), 'gigaset-localhost-'));
  const { code, stderr } = await runCommand(['serve', '--host', 'localhost', '--port', port, '--data', data]);
  rmSync(data, { recursive: true });
  expect(code).toBe(1);
  expect(stderr).toMatch(/Cannot listen on localhost, port \d+: another program uses this port\./);
});
