import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Connection } from './connection.ts';
import { AutoprovError, TransportError, type CallSite, type TransportCode } from './errors.ts';
import {
  describeNetworkError,
  describeTunnelFailure,
  describeUnreachableProxy,
  serverSpeaksHttps,
  type Failure,
} from './network-error.ts';
import { readResponse } from './response.ts';
import { TunnelError } from './tunnel-error.ts';
import type { XmlRpcMessage } from '#xmlrpc';

export interface Exchange {
  readonly site: CallSite;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** For the whole exchange, from the wait for a connection to the last byte of the response. */
  readonly requestTimeoutMs: number;
  /** For a period in which no byte is transferred. */
  readonly idleTimeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

export interface Received {
  readonly message: XmlRpcMessage;
  readonly headers: IncomingHttpHeaders;
}

/**
 * Sends one request and decodes the response as it arrives.
 *
 * @throws TransportError, HttpStatusError or AnswerFormatError, and nothing else
 */
export async function exchange(connection: Connection, call: Exchange): Promise<Received> {
  const { site, body } = call;
  const headers = { ...call.headers, 'content-length': String(body.byteLength) };
  const request = connection.request({ method: 'POST', headers });
  const guard = guardRequest(request, call);
  let response: IncomingMessage | undefined;
  try {
    response = await Promise.race([sendRequest(request, body), guard.stopping]);
    return { message: await readResponse(response, site), headers: response.headers };
  } catch (error) {
    const sent = guard.sent();
    const stopped = guard.stopped();
    // If the guard destroyed the request, its reason explains more than the error that followed.
    if (stopped !== undefined) throw new TransportError(site, { ...stopped, sent });
    if (error instanceof AutoprovError) throw error;
    if (response !== undefined) {
      const problem = 'the connection broke during the response; the server may have acted';
      throw new TransportError(site, { code: 'incomplete', sent: true, problem, cause: error });
    }
    const { code, problem } = describeFailure(error, sent, connection);
    // Many servers close a connection without a word if they expect TLS.
    const ended = guard.stopping.catch(() => false);
    if (code === 'reset' && !request.reusedSocket && (await Promise.race([connection.expectsTls(), ended]))) {
      throw new TransportError(site, { ...serverSpeaksHttps, sent: false, cause: error });
    }
    throw new TransportError(site, {
      code,
      sent,
      stale: code === 'reset' && request.reusedSocket,
      problem: sent ? `${problem}; the server may have acted` : problem,
      cause: error,
    });
  } finally {
    guard.release();
  }
}

/** Attributes a failure before the response to the proxy or to the server. */
function describeFailure(error: unknown, sent: boolean, { isForwarded }: Connection): Failure {
  if (error instanceof TunnelError) return describeTunnelFailure(error);
  return isForwarded && !sent ? describeUnreachableProxy(error) : describeNetworkError(error);
}

function sendRequest(request: ClientRequest, body: Uint8Array): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    // Not `once`: a request that is destroyed may emit several errors.
    request.on('error', reject);
    request.once('response', resolve);
    request.end(body);
  });
}

/** Why the guard destroyed a request. */
interface Stopped {
  readonly code: Extract<TransportCode, 'timeout' | 'aborted'>;
  readonly problem: string;
  readonly cause?: unknown;
}

/** Destroys a request when a time limit passes or the caller aborts, and records why. */
function guardRequest(request: ClientRequest, { requestTimeoutMs, idleTimeoutMs, signal }: Exchange) {
  let stopped: Stopped | undefined;
  let sent = false;
  let reportStop: (() => void) | undefined;
  const stopping = new Promise<never>((_, reject) => {
    reportStop = () => {
      reject(new Error('the request was destroyed'));
    };
  });
  // No longer awaited once the response has begun.
  stopping.catch(() => undefined);
  let transferred = 0;

  function stop(reason: Stopped): void {
    stopped ??= reason;
    request.destroy();
    // A request that is still waiting for its connection does not report that it was destroyed.
    reportStop?.();
  }
  const onAbort = (): void => {
    const reason: unknown = signal?.reason;
    // What AbortSignal.timeout aborts with, too.
    const isTimeout = reason instanceof DOMException && reason.name === 'TimeoutError';
    stop(
      isTimeout
        ? { code: 'timeout', problem: reason.message, cause: reason }
        : { code: 'aborted', problem: 'the caller aborted the call', cause: reason },
    );
  };
  const total = setTimeout(() => {
    stop({ code: 'timeout', problem: `no complete response within ${requestTimeoutMs} ms` });
  }, requestTimeoutMs);
  const idle = setTimeout(() => {
    // Counted here, because no event reports the progress of a long request body.
    const { bytesRead = 0, bytesWritten = 0 } = request.socket ?? {};
    if (bytesRead + bytesWritten === transferred) {
      stop({ code: 'timeout', problem: `no data for ${idleTimeoutMs} ms` });
    } else {
      transferred = bytesRead + bytesWritten;
      idle.refresh();
    }
  }, idleTimeoutMs);
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted === true) onAbort();

  request.once('socket', (socket) => {
    if (request.reusedSocket) sent = true;
    else if ('encrypted' in socket) socket.once('secureConnect', () => (sent = true));
    else if (socket.connecting) socket.once('connect', () => (sent = true));
    else sent = true;
  });

  return {
    /** Rejects when the request is destroyed. */
    stopping,
    stopped: () => stopped,
    /** Whether a connection was established, so that the server may have received the request. */
    sent: () => sent,
    release(): void {
      clearTimeout(total);
      clearTimeout(idle);
      signal?.removeEventListener('abort', onAbort);
    },
  };
}
