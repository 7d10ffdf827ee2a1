import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { SetupError, systemCode } from '../errors/index.ts';

export const tlsVersions = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;
export type TlsVersion = (typeof tlsVersions)[number];

/** A listener's certificate and key as PEM files, and its minimum version of TLS (default: TLSv1.2). */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
  readonly min?: TlsVersion | undefined;
}

/** A loaded certificate and its description. */
export interface Certificate {
  readonly context: SecureContextOptions;
  readonly subject: string;
  /** In the certificate's format: `Nov 24 04:19:16 2027 GMT`. */
  readonly validUntil: string;
}

/**
 * Reads a certificate with its chain, and its key, and checks that they match.
 *
 * @throws SetupError if they cannot be used
 */
export function readCertificate({ cert: certFile, key: keyFile, min = 'TLSv1.2' }: TlsFiles): Certificate {
  const isOld = min === 'TLSv1' || min === 'TLSv1.1';
  if (isOld && process.versions['bun'] !== undefined) {
    throw new SetupError(`The standalone executable cannot enable ${min}. Use the server for Node.js for old phones.`);
  }
  const cert = readPem(certFile, 'certificate');
  const key = readPem(keyFile, 'key');
  const context: SecureContextOptions = { cert, key, minVersion: min };
  // Older versions sign with SHA-1, which OpenSSL allows only at its lowest security level.
  if (isOld) context.ciphers = 'DEFAULT@SECLEVEL=0';
  try {
    createSecureContext(context);
    const { subject, validTo } = new X509Certificate(cert);
    return { context, subject: subject.replaceAll('\n', ', '), validUntil: validTo };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SetupError(
      `The certificate in ${certFile} and the key in ${keyFile} cannot be used: ${reason}. They must be PEM files without a passphrase, and match.`,
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
