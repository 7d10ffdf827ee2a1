import { createServer } from 'node:https';
import { createFakes, failureOf, macId, okAnswer } from '../../unit/autoprov/client/fakes.ts';
import { makeCertificates, type Certificate } from './certificates.ts';
import { parseEndpoint, TransportError } from '#autoprov';

const authority = makeCertificates();
const own = authority.issue('IP:127.0.0.1');
const foreign = authority.issue('DNS:elsewhere.example');
afterAll(() => authority.remove());

const fakes = createFakes();
afterEach(() => fakes.close());

async function httpsServer(certificate: Certificate): Promise<string> {
  const server = createServer(certificate, (_, response) => response.end(okAnswer));
  return `https://127.0.0.1:${await fakes.listen(server)}`;
}
const register = (endpoint: string, options = {}): Promise<unknown> =>
  fakes.client(endpoint, options).registerDevice(macId, 'http://provider.example/', 'Daryna');

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
      message: expect.stringContaining(
        "the server's certificate is from an authority that is not trusted; one of your own can be given as a CA certificate",
      ),
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
      message: expect.stringContaining('no secure connection to the server'),
    });
  });

  test('http to a server with TLS is a transport error', async () => {
    const endpoint = await httpsServer(own);
    expect(await failureOf(register(endpoint.replace('https:', 'http:')))).toMatchObject({
      code: expect.stringMatching(/^(?:reset|not_http)$/),
    });
  });
});

describe('an endpoint', () => {
  test.each([
    ['prov.gigaset.net', 'https://prov.gigaset.net/apxml/rpc.do'],
    [' prov.gigaset.net:8443 ', 'https://prov.gigaset.net:8443/apxml/rpc.do'],
    ['127.0.0.1:8080', 'http://127.0.0.1:8080/apxml/rpc.do'],
    ['localhost', 'http://localhost/apxml/rpc.do'],
    ['::1', 'http://[::1]/apxml/rpc.do'],
    ['2001:db8::1', 'https://[2001:db8::1]/apxml/rpc.do'],
    ['[2001:db8::1]:444', 'https://[2001:db8::1]:444/apxml/rpc.do'],
    ['http://provider.example', 'http://provider.example/apxml/rpc.do'],
    ['https://provider.example/other/rpc?x=1#y', 'https://provider.example/other/rpc?x=1'],
  ])('%j is %s', (text, url) => {
    const parsed = parseEndpoint(text);
    expect(parsed.ok && parsed.value.href).toBe(url);
  });

  test.each([
    ['', 'Write a host'],
    ['two words', 'Write a host'],
    ['ftp://provider.example', 'It begins with ftp://, and only https:// and http:// are known.'],
    ['http://daryna:secret@provider.example', 'It carries a user name or password'],
    ['daryna:sec/ret@provider.example', 'Write a host'],
    ['daryna:secret@provider.example', 'It carries a user name or password'],
    ['provider.example:99999', 'Write a host'],
  ])('%j is none, and the reason shows no password', (text, problem) => {
    const parsed = parseEndpoint(text);
    const shown = parsed.ok ? '' : parsed.problems.join(' ');
    expect(shown).toContain(problem);
    expect(shown).not.toMatch(/secret|sec\/ret/);
  });
});
