import { redact } from '../redact.ts';

/**
 * Why no complete response arrived:
 *
 * - `refused`: nothing listens at the endpoint
 * - `unknown_host`: the host name does not resolve
 * - `unreachable`: there is no route to the host
 * - `reset`: the connection broke before the response
 * - `incomplete`: the connection broke, or the document ended, during the response
 * - `timeout`: a time limit passed
 * - `aborted`: the caller's signal was aborted
 * - `tls`: the TLS connection failed
 * - `not_http`: the server does not speak HTTP, or the endpoint has the wrong scheme
 * - `proxy_unreachable`: there is no connection to the proxy
 * - `proxy_refused`: the proxy requires other credentials, or does not allow the server
 * - `network`: any other error
 */
export type TransportCode =
  | 'refused'
  | 'unknown_host'
  | 'unreachable'
  | 'reset'
  | 'incomplete'
  | 'timeout'
  | 'aborted'
  | 'tls'
  | 'not_http'
  | 'proxy_unreachable'
  | 'proxy_refused'
  | 'network';

/** The code of every error of the client. */
export type AutoprovErrorCode = TransportCode | 'http_status' | 'answer_format' | 'fault';

/** The call that an error belongs to. */
export interface CallSite {
  /** The name on the wire. */
  readonly method: string;
  /** The URL of the server. It never contains credentials. */
  readonly endpoint: string;
  /** The proxy through which the server is called, and the environment variable that names it. */
  readonly proxy?: { readonly url: URL; readonly variable: string } | undefined;
}

/** A call that failed. A refusal with an answer code is not an error: the method returns it. */
export abstract class AutoprovError extends Error {
  override readonly name: string = 'AutoprovError';
  abstract readonly code: AutoprovErrorCode;
  readonly method: string;
  readonly endpoint: string;

  constructor({ method, endpoint, proxy }: CallSite, problem: string, cause?: unknown) {
    const through = proxy === undefined ? '' : ` through the proxy ${describeProxy(proxy)}`;
    super(`${method} at ${endpoint}${through}: ${problem}`, cause === undefined ? {} : { cause });
    this.method = method;
    this.endpoint = endpoint;
  }
}

const describeProxy = ({ url, variable }: NonNullable<CallSite['proxy']>): string =>
  `${url.protocol}//${url.host} (${variable})`;

/** No complete response arrived. */
export class TransportError extends AutoprovError {
  override readonly name = 'TransportError';
  override readonly code: TransportCode;
  /** Whether the server may have received the request, and so may have acted. */
  readonly sent: boolean;
  /** Whether the request was sent over a kept-alive connection that the server had probably closed already. */
  readonly stale: boolean;

  constructor(
    site: CallSite,
    failure: { code: TransportCode; sent: boolean; stale?: boolean; problem: string; cause?: unknown },
  ) {
    super(site, failure.problem, failure.cause);
    this.code = failure.code;
    this.sent = failure.sent;
    this.stale = failure.stale ?? false;
  }
}

/** The HTTP status is not a success. Redirects count as failures too, because credentials must not follow them. */
export class HttpStatusError extends AutoprovError {
  override readonly name = 'HttpStatusError';
  override readonly code = 'http_status';
  readonly status: number;
  /** How long the server asks clients to wait (Retry-After). */
  readonly retryAfterMs: number | undefined;
  /** The beginning of the body as plain text on one line, redacted. */
  readonly excerpt: string;

  constructor(
    site: CallSite,
    response: { status: number; retryAfterMs: number | undefined; excerpt: string; problem: string },
  ) {
    super(site, response.problem);
    this.status = response.status;
    this.retryAfterMs = response.retryAfterMs;
    this.excerpt = response.excerpt;
  }
}

/** The response is not XML-RPC, or its value does not have the documented form. The server may have acted. */
export class AnswerFormatError extends AutoprovError {
  override readonly name = 'AnswerFormatError';
  override readonly code = 'answer_format';
}

/** The server responded with an XML-RPC fault. Its text is redacted. */
export class XmlRpcFaultError extends AutoprovError {
  override readonly name = 'XmlRpcFaultError';
  override readonly code = 'fault';
  readonly faultCode: number;
  readonly faultString: string;

  constructor(site: CallSite, fault: { code: number; message: string }) {
    const faultString = redact(fault.message);
    super(site, `the server answered with fault ${fault.code}: ${faultString}`);
    this.faultCode = fault.code;
    this.faultString = faultString;
  }
}
