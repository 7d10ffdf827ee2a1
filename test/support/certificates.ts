import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** A certificate authority and certificates that it signs, created by openssl. */
export function makeCertificates(): { readonly ca: string; issue(name: string): Certificate; remove(): void } {
  const dir = mkdtempSync(join(tmpdir(), 'gigaset-ca-'));
  const openssl = (...args: readonly string[]): void => {
    execFileSync('openssl', args, { cwd: dir, stdio: ['ignore', 'ignore', 'pipe'] });
  };
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '2', '-subj', '/CN=Test authority');
  return {
    ca: readFileSync(join(dir, 'ca.pem'), 'utf8'),
    issue(name) {
      openssl('req', ...key, '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=server');
      writeFileSync(join(dir, 'server.ext'), `subjectAltName=${name}\n`);
      const signed = ['-in', 'server.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2'];
      openssl('x509', '-req', ...signed, '-extfile', 'server.ext', '-out', 'server.pem');
      return {
        cert: readFileSync(join(dir, 'server.pem'), 'utf8'),
        key: readFileSync(join(dir, 'server.key'), 'utf8'),
      };
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}
