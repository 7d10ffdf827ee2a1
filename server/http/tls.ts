import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { SetupError, systemCode } from '../errors/index.ts';

export const tlsVersions = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;
export type TlsVersion = (typeof tlsVersions)[number];

/** A listener's certificate and its key, as PEM files, and the oldest version of TLS that it speaks; TLSv1.2 when left out. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
  readonly min?: TlsVersion | undefined;
}

/** A certificate that was read, and what to tell about it. */
export interface Certificate {
  readonly context: SecureContextOptions;
  readonly subject: string;
  /** As the certificate has it: `Nov 24 04:19:16 2027 GMT`. */
  readonly validUntil: string;
}

/**
 * Reads certificate (with the chain behind it) and key, and makes sure that they belong together.
 *
 * @throws SetupError when they cannot be used
 */
export function readCertificate({ cert: certFile, key: keyFile, min = 'TLSv1.2' }: TlsFiles): Certificate {
  const cert = readPem(certFile, 'certificate');
  const key = readPem(keyFile, 'key');
  const context: SecureContextOptions = { cert, key, minVersion: min };
  // Older versions sign with SHA-1, which OpenSSL allows at its lowest security level alone.
  if (min === 'TLSv1' || min === 'TLSv1.1') context.ciphers = 'DEFAULT@SECLEVEL=0';
  try {
    createSecureContext(context);
    const { subject, validTo } = new X509Certificate(cert);
    return { context, subject: subject.replaceAll('\n', ', '), validUntil: validTo };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SetupError(
      `The certificate in ${certFile} and the key in ${keyFile} cannot be used: ${reason}. They must be PEM, without a passphrase, and belong together.`,
      { cause: error },
    );
  }
}

function readPem(file: string, what: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new SetupError(`The ${what} file ${file} cannot be read (${systemCode(error) ?? String(error)}).`, {
      cause: error,
    });
  }
}
