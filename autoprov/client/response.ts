import { Buffer } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { redactUrl } from '../redact-url.ts';
import { redact } from '../redact.ts';
import { AnswerFormatError, HttpStatusError, TransportError, type CallSite } from './errors.ts';
import { describeProxyRefusal } from './network-error.ts';
import { charsetOf, createDecoder, XmlRpcSyntaxError, type XmlRpcMessage } from '#xmlrpc';

/** The part of an unexpected body that is kept for the error message. */
const EXCERPT_BYTES = 2048;
const MAX_EXCERPT_LENGTH = 200;

/**
 * Decodes the body of a response as it arrives. The Content-Type contributes only its charset: servers often state a wrong
 * type.
 *
 * @throws HttpStatusError, AnswerFormatError, TransportError (`incomplete`), and the error of a stream that breaks
 */
export async function readResponse(response: IncomingMessage, site: CallSite): Promise<XmlRpcMessage> {
  const status = response.statusCode ?? 0;
  if (site.proxy !== undefined && isProxyAnswer(response)) {
    const failure = describeProxyRefusal(status, response.statusMessage ?? '');
    response.resume();
    // A proxy that lost the server's response answers with 5xx as well.
    throw new TransportError(site, { ...failure, sent: status >= 500 });
  }
  if (status < 200 || status > 299) throw await statusError(response, status, site);
  const contentType = response.headers['content-type'];
  const charset = charsetOf(contentType);
  const decoder = createDecoder(charset === undefined ? {} : { charset });
  const chunks: AsyncIterable<Uint8Array> = response;
  let beginning = Buffer.alloc(0);
  try {
    for await (const chunk of chunks) {
      if (beginning.length < EXCERPT_BYTES) beginning = Buffer.concat([beginning, chunk.subarray(0, EXCERPT_BYTES)]);
      decoder.write(chunk);
    }
    return decoder.end();
  } catch (error) {
    if (!(error instanceof XmlRpcSyntaxError)) throw error;
    if (error.incomplete && beginning.length > 0) {
      throw new TransportError(site, {
        code: 'incomplete',
        sent: true,
        problem: `the response ended too early (${error.message}); the server may have acted`,
        cause: error,
      });
    }
    throw new AnswerFormatError(site, notXmlRpc(beginning, contentType, error), error);
  }
}

/** Whether a proxy that forwards requests answers for itself: by its status, or by a header that only proxies send. */
function isProxyAnswer({ statusCode = 0, headers }: IncomingMessage): boolean {
  if (statusCode === 407) return true;
  const signs = ['proxy-status', 'x-squid-error'].some((name) => headers[name] !== undefined);
  return statusCode >= 400 && (signs || /^tinyproxy\b/i.test(String(headers['server'])));
}

function notXmlRpc(beginning: Uint8Array, contentType: string | undefined, error: XmlRpcSyntaxError): string {
  if (beginning.length === 0) return 'the response is empty';
  const type = contentType === undefined ? '' : ` (${contentType})`;
  // Not quoted if it is broken XML-RPC: that may contain a password, which redaction would not recognize.
  const isXmlRpc = Buffer.from(beginning).toString('latin1').includes('<methodResponse');
  const excerpt = isXmlRpc ? '' : `: "${excerptOf(beginning)}"`;
  return `the response${type} is not XML-RPC, ${error.message}${excerpt}`;
}

async function statusError(response: IncomingMessage, status: number, site: CallSite): Promise<HttpStatusError> {
  const { location, 'retry-after': retryAfter } = response.headers;
  const excerpt = excerptOf(await readBeginning(response));
  return new HttpStatusError(site, {
    status,
    retryAfterMs: parseRetryAfter(retryAfter, Date.now()),
    excerpt,
    problem: statusProblem(status, response.statusMessage ?? '', location, excerpt),
  });
}

function statusProblem(status: number, reason: string, location: string | undefined, excerpt: string): string {
  const http = `HTTP ${status}${reason === '' ? '' : ` ${reason}`}`;
  if (status === 400 && /HTTPS (?:port|server)|SSL-enabled server port/.test(excerpt)) {
    return `the server speaks HTTPS at this port; write https:// in the endpoint (${http})`;
  }
  if (status === 401) return `the server rejected the user name and password (${http})`;
  if (status >= 300 && status <= 399 && location !== undefined) {
    const target = redactUrl(location).slice(0, 200);
    return `the server redirects to ${target} (${http}). Redirects are not followed, because that would disclose the password; if the target is the right server, configure it as the endpoint`;
  }
  return `the server answered with ${http}${excerpt === '' ? '' : `: "${excerpt}"`}`;
}

/** Reads the beginning of a body, or as much as arrives before the connection breaks. */
async function readBeginning(response: IncomingMessage): Promise<Uint8Array> {
  const chunks: AsyncIterable<Uint8Array> = response;
  let beginning = Buffer.alloc(0);
  try {
    for await (const chunk of chunks) {
      beginning = Buffer.concat([beginning, chunk.subarray(0, EXCERPT_BYTES)]);
      if (beginning.length >= EXCERPT_BYTES) break;
    }
  } catch {
    // The status explains the failure well enough.
  }
  return beginning;
}

/** The beginning of a body as people can read it: without markup and secrets, on one line. */
function excerptOf(body: Uint8Array): string {
  const text = new TextDecoder()
    .decode(body)
    .replace(/<(script|style)\b.*?(?:<\/\1>|$)/gis, ' ')
    .replace(/<[^>]*(?:>|$)/g, ' ')
    .replace(/[\s\p{C}]+/gu, ' ')
    .trim();
  const safe = redact(text);
  return safe.length > MAX_EXCERPT_LENGTH ? `${safe.slice(0, MAX_EXCERPT_LENGTH - 3)}...` : safe;
}

/**
 * Parses a Retry-After header (RFC 9110, 10.2.3), which is a number of seconds or a date. Returns milliseconds from `now`,
 * or `undefined` if the header is missing or invalid.
 */
function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const date = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
