import type { ClientRequest } from 'node:http';
import type { TransportCode } from './errors.ts';

/** Why we ended a request ourselves. */
export interface Stopped {
  readonly code: Extract<TransportCode, 'timeout' | 'aborted'>;
  readonly problem: string;
  readonly cause?: unknown;
}

export interface RequestLimits {
  /** For the whole exchange, from the wait for a connection to the last byte of the answer. */
  readonly requestTimeoutMs: number;
  /** For a time in which no byte moves. */
  readonly idleTimeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/** Destroys the request when a limit has passed or the caller aborts, and remembers which it was. */
export function watchRequest(request: ClientRequest, limits: RequestLimits) {
  let stopped: Stopped | undefined;
  let sent = false;
  let moved = 0;

  function stop(why: Stopped): void {
    stopped ??= why;
    request.destroy();
  }
  const onAbort = () => {
    stop({ code: 'aborted', problem: 'given up by the caller', cause: limits.signal?.reason });
  };
  const total = setTimeout(() => {
    stop({ code: 'timeout', problem: `no whole answer within ${limits.requestTimeoutMs} ms` });
  }, limits.requestTimeoutMs);
  const idle = setTimeout(() => {
    // A long request on a slow line moves without an event that tells.
    const { bytesRead = 0, bytesWritten = 0 } = request.socket ?? {};
    if (bytesRead + bytesWritten === moved) {
      stop({ code: 'timeout', problem: `nothing came for ${limits.idleTimeoutMs} ms` });
    } else {
      moved = bytesRead + bytesWritten;
      idle.refresh();
    }
  }, limits.idleTimeoutMs);
  limits.signal?.addEventListener('abort', onAbort, { once: true });
  if (limits.signal?.aborted === true) onAbort();

  request.once('socket', (socket) => {
    if (!socket.connecting) sent = true;
    else socket.once('encrypted' in socket ? 'secureConnect' : 'connect', () => (sent = true));
  });

  return {
    /** Why the request was ended from here, if it was. */
    stopped: () => stopped,
    /** Whether a connection was there to carry the request, so that the server may have it. */
    sent: () => sent,
    end() {
      clearTimeout(total);
      clearTimeout(idle);
      limits.signal?.removeEventListener('abort', onAbort);
    },
  };
}
