import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selfSignedCertificate } from '../../framework/plugin/certificate.ts';
import { goPeer } from '../../tools/go.ts';
import { run } from '../../tools/run.ts';
import { describeUnless, describeWithPeers } from '../support/foreign-peers.ts';

// The certificate of the handshake, as OpenSSL and Go read it.

const DAY_MS = 24 * 60 * 60 * 1000;
const verifier = await goPeer('go-certificate');

/** The day before and 365 days after `now` are both before 2050, on either side of it, or both after it (RFC 5280). */
const moments = [
  { now: '2026-11-28T12:00:00Z', types: ['UTCTIME', 'UTCTIME'] },
  { now: '2049-06-30T12:00:00Z', types: ['UTCTIME', 'GENERALIZEDTIME'] },
  { now: '2050-06-30T12:00:00Z', types: ['GENERALIZEDTIME', 'GENERALIZEDTIME'] },
];

describeWithPeers(['openssl'], 'OpenSSL', () => {
  let folder: string;
  let file: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'framework-certificate-'));
    file = join(folder, 'cert.pem');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(moments)('verifies the certificate of $now', async ({ now, types }) => {
    const time = new Date(now);
    writeFileSync(file, selfSignedCertificate(time).cert);
    const seconds = String(time.getTime() / 1000);
    expect(await run('openssl', ['verify', '-attime', seconds, '-x509_strict', '-CAfile', file, file])).toMatchObject({
      code: 0,
    });
    const { output } = await run('openssl', ['x509', '-in', file, '-noout', '-text']);
    expect(output).toMatch(/Public Key Algorithm: id-ecPublicKey[\s\S]*CA:TRUE[\s\S]*DNS:localhost/);
    const structure = await run('openssl', ['asn1parse', '-in', file]);
    expect(structure.output.match(/\b(UTCTIME|GENERALIZEDTIME)\b/g)).toEqual(types);
  });
});

describeUnless('problem' in verifier ? verifier.problem : undefined, 'crypto/x509 of Go', () => {
  test.each(moments)('verifies the certificate of $now', async ({ now }) => {
    const time = new Date(now);
    const input = selfSignedCertificate(time).cert;
    const { code, output } = await run('program' in verifier ? verifier.program : '', [now], { input });
    const text = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');
    expect({ code, output }).toEqual({
      code: 0,
      output: `${text(time.getTime() - DAY_MS)} ${text(time.getTime() + 365 * DAY_MS)}\n`,
    });
  });
});
