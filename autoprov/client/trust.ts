import type { getCACertificates, SecureContext } from 'node:tls';

/**
 * The certificate authorities that a connection trusts: those of Node.js, those of the operating system, and a given one.
 * On Linux, SSL_CERT_FILE and SSL_CERT_DIR replace the operating system's, as for programs in Go.
 *
 * @param caCertificate PEM, possibly several certificates
 * @throws an error with an OpenSSL code if `caCertificate` is not valid
 */
export async function createTrust(caCertificate: string | undefined): Promise<SecureContext> {
  const tls = await import('node:tls');
  const authorities = new Set([...tls.getCACertificates('default'), ...systemAuthorities(tls.getCACertificates)]);
  if (caCertificate !== undefined) authorities.add(caCertificate);
  // One context for all connections: parsing some hundred certificates takes milliseconds.
  return tls.createSecureContext({ ca: [...authorities] });
}

/** An unreadable store must not prevent connections to servers that the other authorities vouch for. */
function systemAuthorities(read: typeof getCACertificates): readonly string[] {
  try {
    return read('system');
  } catch {
    return [];
  }
}
