import type { TransportCode } from './errors.ts';

/** Error codes of Node.js and the operating system: their TransportCode, and a clause for people. */
const codes: Readonly<Record<string, readonly [TransportCode, string]>> = {
  ECONNREFUSED: ['refused', 'connection refused; check the host and the port, and that the server is running'],
  ENOTFOUND: ['unknown_host', 'host not found; check its name'],
  EAI_AGAIN: ['unknown_host', 'the host name cannot be resolved at the moment; check that this machine is online'],
  EHOSTUNREACH: ['unreachable', 'no route to the host'],
  ENETUNREACH: ['unreachable', 'network unreachable; check that this machine is online'],
  ETIMEDOUT: ['timeout', 'the host did not accept the connection in time'],
  ECONNRESET: ['reset', 'the connection broke before the response'],
  EPIPE: ['reset', 'the connection broke before the response'],
};

/** Classifies an error of node:http, node:https, node:tls or the operating system. `problem` is a clause for people. */
export function describeNetworkError(error: unknown): { code: TransportCode; problem: string } {
  const code = codeOf(error);
  const [known, problem] = codes[code] ?? [];
  if (known !== undefined && problem !== undefined) return { code: known, problem };
  const message = error instanceof Error ? error.message : String(error);
  if (/^(?:HPE_|ERR_HTTP_|ERR_INVALID_CHAR)/.test(code)) {
    return { code: 'not_http', problem: `the server does not speak HTTP (${message})` };
  }
  if (/CERT|SIGNATURE|ISSUER|CRL|ALTNAME|^ERR_(?:TLS|SSL|OSSL)|^EPROTO$/.test(code)) {
    return { code: 'tls', problem: `${tlsProblem(code)} (${message.replace(/\s+/g, ' ').trim()})` };
  }
  return { code: 'network', problem: message };
}

function tlsProblem(code: string): string {
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return "the server's certificate is for another host";
  if (code === 'CERT_HAS_EXPIRED') return "the server's certificate has expired";
  if (/SELF_SIGNED|ISSUER|SIGNATURE|UNTRUSTED/.test(code)) {
    return "the server's certificate is from an untrusted authority; to trust a private one, configure its CA certificate";
  }
  if (/OSSL_PEM|PEM/.test(code)) return 'the configured CA certificate is not valid PEM';
  return 'the TLS connection failed';
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : '';
}
