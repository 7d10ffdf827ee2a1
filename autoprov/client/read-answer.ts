import { Buffer } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { excerptOf } from './body-excerpt.ts';
import { AnswerFormatError, HttpStatusError, TransportError, type CallSite } from './errors.ts';
import { parseRetryAfter } from './retry-after.ts';
import { createDecoder, XmlRpcSyntaxError, type XmlRpcMessage } from '#xmlrpc';

/** As much of an answer that is not XML-RPC is kept for the error. */
const excerptBytes = 2048;

/**
 * Decodes an answer as it arrives; the body counts, not its Content-Type, which servers get wrong.
 * Throws HttpStatusError, AnswerFormatError, TransportError (`incomplete`), and what the stream throws when it breaks.
 */
export async function readAnswer(response: IncomingMessage, site: CallSite): Promise<XmlRpcMessage> {
  const status = response.statusCode ?? 0;
  if (status < 200 || status > 299) throw await statusError(response, status, site);
  const contentType = response.headers['content-type'];
  const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType ?? '')?.[1];
  const decoder = createDecoder(charset === undefined ? {} : { charset });
  const chunks: AsyncIterable<Uint8Array> = response;
  let beginning = Buffer.alloc(0);
  try {
    for await (const chunk of chunks) {
      if (beginning.length < excerptBytes) beginning = Buffer.concat([beginning, chunk.subarray(0, excerptBytes)]);
      decoder.write(chunk);
    }
    return decoder.end();
  } catch (error) {
    if (!(error instanceof XmlRpcSyntaxError)) throw error;
    if (error.incomplete && beginning.length > 0) {
      throw new TransportError(site, {
        code: 'incomplete',
        sent: true,
        problem: `the answer ended too early (${error.message}); the server may have acted`,
        cause: error,
      });
    }
    throw new AnswerFormatError(site, notXmlRpc(beginning, contentType, error), error);
  }
}

function notXmlRpc(beginning: Uint8Array, contentType: string | undefined, error: XmlRpcSyntaxError): string {
  if (beginning.length === 0) return 'the answer is empty';
  const text = Buffer.from(beginning).toString('latin1');
  // What is XML-RPC for a while may carry a password; a page for people does not.
  const excerpt = text.includes('<methodResponse') ? '' : `: "${excerptOf(beginning)}"`;
  return `the answer${contentType === undefined ? '' : ` (${contentType})`} is not XML-RPC, ${error.message}${excerpt}`;
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

function statusProblem(status: number, words: string, location: string | undefined, excerpt: string): string {
  const http = `HTTP ${status}${words === '' ? '' : ` ${words}`}`;
  const more = excerpt === '' ? '' : `: "${excerpt}"`;
  if (status === 401) return `the server does not take this user name and password (${http})`;
  if (status >= 300 && status <= 399 && location !== undefined) {
    const target = location.replace(/\/\/[^/?#]*@/, '//').slice(0, 200);
    return `the server redirects to ${target} (${http}). Redirects are not followed, because the password would go along; if that is the right server, make it the endpoint`;
  }
  return `the server answered with ${http}${more}`;
}

/** The first bytes of a body, or as many as came before it broke. */
async function readBeginning(response: IncomingMessage): Promise<Uint8Array> {
  const chunks: AsyncIterable<Uint8Array> = response;
  let beginning = Buffer.alloc(0);
  try {
    for await (const chunk of chunks) {
      beginning = Buffer.concat([beginning, chunk.subarray(0, excerptBytes)]);
      if (beginning.length >= excerptBytes) break;
    }
  } catch {
    // The status says enough.
  }
  return beginning;
}
