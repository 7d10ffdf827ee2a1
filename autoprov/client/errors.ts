import { redact } from '../redact.ts';

/** What an error of the client says of itself: which call, and to whom. */
export interface CallSite {
  readonly method: string;
  /** The URL called; it never carries credentials. */
  readonly endpoint: string;
}

/** Any failure of a call, but for a refusal with an answer code, which is an answer. */
export class AutoprovError extends Error {
  override readonly name: string = 'AutoprovError';
  readonly method: string;
  readonly endpoint: string;

  constructor(site: CallSite, problem: string, cause?: unknown) {
    super(`${site.method} at ${site.endpoint}: ${problem}`, cause === undefined ? {} : { cause });
    this.method = site.method;
    this.endpoint = site.endpoint;
  }
}

/**
 * Why no whole answer came: nobody listens (`refused`), no such host (`unknown_host`), no way there (`unreachable`), the
 * connection broke before the answer (`reset`) or within it (`incomplete`), it took too long (`timeout`), the caller gave up
 * (`aborted`), no trust or no agreement in TLS (`tls`), another protocol (`not_http`), or something else (`network`).
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
  | 'network';

/** No whole answer came. */
export class TransportError extends AutoprovError {
  override readonly name = 'TransportError';
  readonly code: TransportCode;
  /** Whether the server may have received the request, and acted. */
  readonly sent: boolean;
  /** The connection was an idle one that the server had likely closed before it saw the request. */
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

/** The server answered with a status that is no success. Redirects are among them, for credentials do not follow them. */
export class HttpStatusError extends AutoprovError {
  override readonly name = 'HttpStatusError';
  readonly status: number;
  /** How long the server asks to be left alone (Retry-After). */
  readonly retryAfterMs: number | undefined;
  /** The beginning of what the server wrote, as plain text on one line. */
  readonly excerpt: string;

  constructor(
    site: CallSite,
    answer: { status: number; retryAfterMs: number | undefined; excerpt: string; problem: string },
  ) {
    super(site, answer.problem);
    this.status = answer.status;
    this.retryAfterMs = answer.retryAfterMs;
    this.excerpt = answer.excerpt;
  }
}

/** The answer is not XML-RPC, or is not what the method's documentation says. The server may have acted. */
export class AnswerFormatError extends AutoprovError {
  override readonly name = 'AnswerFormatError';
}

/** The server answered with a fault of XML-RPC. Its words are kept without the secrets that they may repeat. */
export class XmlRpcFaultError extends AutoprovError {
  override readonly name = 'XmlRpcFaultError';
  readonly faultCode: number;
  readonly faultString: string;

  constructor(site: CallSite, fault: { code: number; message: string }) {
    const words = redact(fault.message);
    super(site, `the server answered with fault ${fault.code}: ${words}`);
    this.faultCode = fault.code;
    this.faultString = words;
  }
}
