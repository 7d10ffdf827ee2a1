import { createServer } from 'node:https';
import { makeCertificates, type Certificate } from '../../support/certificates.ts';
import { describeWithPeers } from '../../support/foreign-peers.ts';
import { createFakes, failureOf, macId, okAnswer } from '../../unit/autoprov/client/fakes.ts';
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
    test('https to a server without TLS is reported as a failed secure connection', async () => {
      const endpoint = await fakes.http((_, response) => response.end(okAnswer));
      expect(await failureOf(register(endpoint.replace('http:', 'https:')))).toMatchObject({
        code: 'tls',
        sent: false,
        message: expect.stringContaining('the TLS connection failed'),
      });
    });

    test('http to a server with TLS is a transport error', async () => {
      const endpoint = await httpsServer(own);
      expect(await failureOf(register(endpoint.replace('https:', 'http:')))).toMatchObject({
        code: expect.stringMatching(/^(?:reset|not_http)$/),
      });
    });
  });
});
