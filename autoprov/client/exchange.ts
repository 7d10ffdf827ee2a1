import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Connection } from './connection.ts';
import { AutoprovError, TransportError, type CallSite } from './errors.ts';
import { describeNetworkError } from './network-error.ts';
import { readAnswer } from './read-answer.ts';
import { watchRequest, type RequestLimits } from './watch-request.ts';
import type { XmlRpcMessage } from '#xmlrpc';

export interface Exchange extends RequestLimits {
  readonly site: CallSite;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** What came back. */
export interface Received {
  readonly message: XmlRpcMessage;
  readonly headers: IncomingHttpHeaders;
}

/**
 * Sends one request and decodes the answer as it arrives.
 * Throws TransportError, HttpStatusError or AnswerFormatError, and nothing else.
 */
export async function exchange(connection: Connection, job: Exchange): Promise<Received> {
  const { site, body } = job;
  const headers = { ...job.headers, 'content-length': String(body.byteLength) };
  const request = connection.request({ method: 'POST', headers });
  const watch = watchRequest(request, job);
  let response: IncomingMessage | undefined;
  try {
    response = await responseTo(request, body);
    return { message: await readAnswer(response, site), headers: response.headers };
  } catch (error) {
    const sent = watch.sent();
    const stopped = watch.stopped();
    // What was done to the request from here explains more than what it then complained about.
    if (stopped !== undefined) throw new TransportError(site, { ...stopped, sent });
    if (error instanceof AutoprovError) throw error;
    if (response !== undefined) {
      const problem = 'the connection broke within the answer; the server may have acted';
      throw new TransportError(site, { code: 'incomplete', sent: true, problem, cause: error });
    }
    const { code, problem } = describeNetworkError(error);
    const stale = code === 'reset' && request.reusedSocket;
    throw new TransportError(site, {
      code,
      sent,
      stale,
      problem: sent ? `${problem}; the server may have acted` : problem,
      cause: error,
    });
  } finally {
    watch.end();
  }
}

function responseTo(request: ClientRequest, body: Uint8Array): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    // Not `once`: a request may complain more than once when it is destroyed.
    request.on('error', reject);
    request.once('response', resolve);
    request.end(body);
  });
}
