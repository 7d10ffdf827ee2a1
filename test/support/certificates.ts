import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** A certificate authority and certificates that it signs, created by openssl. */
export function makeCertificates(): {
  readonly ca: string;
  readonly file: string;
  issue(name: string): Certificate;
  remove(): void;
} {
  const dir = mkdtempSync(join(tmpdir(), 'gigaset-ca-'));
  const openssl = (...args: readonly string[]): void => {
    execFileSync('openssl', args, { cwd: dir, stdio: ['ignore', 'ignore', 'pipe'] });
  };
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '2', '-subj', '/CN=Test authority');
  return {
    file: join(dir, 'ca.pem'),
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

const run = promisify(execFile);

/** A certificate for 127.0.0.1 and its key; RSA, as old phones require. */
export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

/** A temporary folder for certificates. */
export async function certificateFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'gigaset-tls-'));
  return {
    path: (name: string) => join(folder, name),
    /** Writes a new certificate to `NAME.pem` and its key to `NAME.key`. */
    make: async (name: string, subject = name): Promise<CertificateFiles> => {
      const [cert, key] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)];
      const newKey = ['-newkey', 'rsa:2048', '-nodes', '-keyout', key];
      const names = ['-subj', `/CN=${subject}`, '-addext', 'subjectAltName=IP:127.0.0.1'];
      await run('openssl', ['req', '-x509', ...newKey, '-out', cert, '-days', '2', ...names]);
      return { cert, key };
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}
