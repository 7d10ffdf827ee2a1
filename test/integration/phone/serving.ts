import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TestServer } from '../../support/server.ts';
import { ask } from './client.ts';

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

/** The URL of the phone listener, from the log. */
export async function phoneUrlOf(server: TestServer): Promise<string> {
  const line = await server.logged(/phones: listening on (https?:\/\/[\w.:]+)/);
  return line.replace('phones: listening on ', '');
}

/** Registers a phone. */
export async function register(server: TestServer, macId: string, url: string): Promise<void> {
  const credentials = Buffer.from(`${server.username}:${server.password}`).toString('base64');
  const value = (text: string): string => `<param><value>${text}</value></param>`;
  const params = [macId, url, 'Daryna'].map(value).join('');
  const reply = await ask(`${server.url}/apxml/rpc.do`, {
    method: 'POST',
    headers: { Authorization: `Basic ${credentials}` },
    body: `<methodCall><methodName>autoprov.registerDevice</methodName><params>${params}</params></methodCall>`,
  });
  if (!reply.body.includes('OK: password')) throw new Error(`${macId} was not registered: ${reply.body}`);
}
