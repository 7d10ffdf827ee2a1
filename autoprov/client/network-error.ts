import type { TransportCode } from './errors.ts';

/** Codes of Node.js and of the operating system, and what they mean to a caller. */
const codes: Readonly<Record<string, readonly [TransportCode, string]>> = {
  ECONNREFUSED: [
    'refused',
    'nobody listens there (connection refused). Is the server up, and are host and port right?',
  ],
  ENOTFOUND: ['unknown_host', 'no such host. Is its name right?'],
  EAI_AGAIN: ['unknown_host', 'the name of the host cannot be looked up now. Is this machine online?'],
  EHOSTUNREACH: ['unreachable', 'the host cannot be reached (no route)'],
  ENETUNREACH: ['unreachable', 'the network of the host cannot be reached. Is this machine online?'],
  ETIMEDOUT: ['timeout', 'the host does not take connections (timed out)'],
  ECONNRESET: ['reset', 'the connection broke before the answer'],
  EPIPE: ['reset', 'the connection broke before the answer'],
};

/**
 * What an error of node:http, node:https, node:tls or the operating system means. `problem` is a clause for a person.
 */
export function describeNetworkError(error: unknown): { code: TransportCode; problem: string } {
  const code = codeOf(error);
  const [known, problem] = codes[code] ?? [];
  if (known !== undefined && problem !== undefined) return { code: known, problem };
  const message = error instanceof Error ? error.message : String(error);
  if (/^(?:HPE_|ERR_HTTP_|ERR_INVALID_CHAR)/.test(code)) {
    return { code: 'not_http', problem: `what answers there does not speak HTTP (${message})` };
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
    return "the server's certificate is from an authority that is not trusted; one of your own can be given as a CA certificate";
  }
  if (/OSSL_PEM|PEM/.test(code)) return 'the CA certificate given is not one in PEM';
  return 'no secure connection to the server';
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : '';
}
