import type { TransportCode } from './errors.ts';
import type { TunnelError } from './tunnel-error.ts';

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

/** How a call failed before its response: a code, and a clause for people. */
export interface Failure {
  readonly code: TransportCode;
  readonly problem: string;
}

/** The failure of a request without TLS to a server that expects TLS. */
export const serverSpeaksHttps: Failure = {
  code: 'not_http',
  problem: 'the server speaks HTTPS at this port; write https:// in the endpoint',
};

/** The failure of a connection to a proxy. */
export function describeUnreachableProxy(error: unknown): Failure {
  const { problem } = describeNetworkError(error);
  return { code: 'proxy_unreachable', problem: `no connection to the proxy: ${problem}` };
}

/** The failure of a tunnel through a proxy. A proxy that cannot reach the server answers with 5xx. */
export function describeTunnelFailure({ refusal, cause }: TunnelError): Failure {
  if (refusal === undefined) return describeUnreachableProxy(cause);
  return describeProxyRefusal(refusal.status, refusal.reason);
}

/** What a proxy's own answer means. */
export function describeProxyRefusal(status: number, reason: string): Failure {
  const http = `HTTP ${status}${reason === '' ? '' : ` ${reason}`}`;
  if (status === 407) {
    return { code: 'proxy_refused', problem: `the proxy requires a valid user name and password (${http})` };
  }
  return status >= 500
    ? { code: 'unreachable', problem: `the proxy could not reach the server (${http})` }
    : { code: 'proxy_refused', problem: `the proxy refused the connection to this server (${http})` };
}

/** Classifies an error of node:http, node:https, node:tls or the operating system. `problem` is a clause for people. */
export function describeNetworkError(error: unknown): Failure {
  const code = codeOf(error);
  const [known, problem] = codes[code] ?? [];
  if (known !== undefined && problem !== undefined) return { code: known, problem };
  const message = error instanceof Error ? error.message : String(error);
  if (speaksHttps(error)) {
    return serverSpeaksHttps;
  }
  if (
    /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST/.test(code) ||
    message.includes('wrong version number')
  ) {
    const problem = 'the server speaks HTTP without TLS at this port; write http:// in the endpoint, or its HTTPS port';
    return { code: 'not_http', problem };
  }
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

/** Whether what could not be parsed as HTTP is a TLS record: an alert, or a part of a handshake. */
function speaksHttps(error: unknown): boolean {
  const packet = typeof error === 'object' && error !== null && 'rawPacket' in error ? error.rawPacket : undefined;
  return packet instanceof Uint8Array && (packet[0] === 0x15 || packet[0] === 0x16) && packet[1] === 0x03;
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : '';
}
