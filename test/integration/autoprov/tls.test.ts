import { createServer } from 'node:https';
import { makeCertificates, type Certificate } from '../../support/certificates.ts';
import { describeWithPeers } from '../../support/foreign-peers.ts';
import { runCommand } from '../../support/server.ts';
import { createFakes, failureOf, macId, okAnswer, password } from '../../unit/autoprov/client/fakes.ts';
import { TransportError } from '#autoprov';

const fakes = createFakes();
afterEach(() => fakes.close());

async function httpsServer(certificate: Certificate): Promise<string> {
  const server = createServer(certificate, (_, response) => response.end(okAnswer));
  return `https://127.0.0.1:${await fakes.listen(server)}`;
}
const register = (endpoint: string, options = {}): Promise<unknown> =>
  fakes.client(endpoint, options).registerDevice(macId, 'http://provider.example/', 'Daryna');

describeWithPeers(['openssl'], 'over TLS', () => {
  let authority: ReturnType<typeof makeCertificates>;
  let own: Certificate;
  let foreign: Certificate;
  beforeAll(() => {
    authority = makeCertificates();
    own = authority.issue('IP:127.0.0.1');
    foreign = authority.issue('DNS:elsewhere.example');
  });
  afterAll(() => authority.remove());

  describe('a server with a certificate of a private authority', () => {
    test('is trusted if the authority is configured', async () => {
      expect(await register(await httpsServer(own), { caCertificate: authority.ca })).toMatchObject({ ok: true });
    });

    test('is not trusted otherwise, and receives nothing', async () => {
      const error = await failureOf(register(await httpsServer(own)));
      expect(error).toBeInstanceOf(TransportError);
      expect(error).toMatchObject({
        code: 'tls',
        sent: false,
        message: expect.stringContaining('untrusted authority'),
      });
    });

    test('is trusted if SSL_CERT_FILE names the authority', async () => {
      const args = [
        'call',
        'daryna',
        password,
        await httpsServer(own),
        'registerDevice',
        `s:${macId}`,
        's:http://a/',
        's:D',
      ];
      const result = await runCommand(args, '', { SSL_CERT_FILE: authority.file });
      expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining('OK: password') });
    });

    test('is not trusted under another host name', async () => {
      expect(await failureOf(register(await httpsServer(foreign), { caCertificate: authority.ca }))).toMatchObject({
        code: 'tls',
        sent: false,
        message: expect.stringContaining("the server's certificate is for another host"),
      });
    });

    test('is not trusted with an invalid certificate file, which the error names', async () => {
      const garbage = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
      expect(await failureOf(register(await httpsServer(own), { caCertificate: garbage }))).toMatchObject({
        code: 'tls',
      });
    });
  });

  describe('the wrong scheme', () => {
    test('https to a server without TLS says that the server speaks HTTP', async () => {
      const endpoint = await fakes.http((_, response) => response.end(okAnswer));
      expect(await failureOf(register(endpoint.replace('http:', 'https:')))).toMatchObject({
        code: 'not_http',
        sent: false,
        message: expect.stringContaining('write http:// in the endpoint'),
      });
    });

    test('http to a server with TLS says that the server speaks HTTPS', async () => {
      const endpoint = await httpsServer(own);
      expect(await failureOf(register(endpoint.replace('https:', 'http:')))).toMatchObject({
        code: 'not_http',
        sent: false,
        message: expect.stringContaining('write https:// in the endpoint'),
      });
    });

    test.each(['The plain HTTP request was sent to HTTPS port', 'Client sent an HTTP request to an HTTPS server.'])(
      'explains %j',
      async (page) => {
        const endpoint = await fakes.http((_, response) => response.writeHead(400).end(page));
        expect(await failureOf(register(endpoint))).toMatchObject({
          code: 'http_status',
          message: expect.stringContaining('write https:// in the endpoint'),
        });
      },
    );

    test('an abort ends the question whether the server expects TLS', async () => {
      const abort = new AbortController();
      let connections = 0;
      const endpoint = await fakes.tcp((socket) => {
        connections++;
        // The second connection asks for TLS, and gets no answer.
        if (connections === 1) socket.destroy();
        else abort.abort();
      });
      const call = fakes.client(endpoint).checkDevice(macId, { signal: abort.signal });
      expect(await failureOf(call)).toBeInstanceOf(TransportError);
    });

    test('a connection that breaks is not mistaken for TLS', async () => {
      const endpoint = await fakes.tcp((socket) => socket.destroy());
      expect(await failureOf(register(endpoint))).toMatchObject({ code: 'reset', sent: true });
    });
  });
});
