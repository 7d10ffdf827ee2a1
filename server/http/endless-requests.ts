import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Server as TlsServer } from 'node:https';
import type { Socket } from 'node:net';

/** More than the largest head that Node.js accepts (16 KiB) and what may surround it. */
const mostOfHead = 128 * 1024;
/** More than the largest accepted body (16 MiB), even if each of its bytes is a separate chunk. */
const mostOfRequest = 96 * 1024 * 1024;
const lookEveryMs = 100;
/** While a connection receives a lot, for example an upload. */
const lookOftenMs = 10;

interface Connection {
  /** The last request of the connection and its response. */
  request: IncomingMessage | undefined;
  response: ServerResponse | undefined;
  /** The last observation: the request, whether it was complete, and the number of bytes received by then. */
  seen: { readonly request: IncomingMessage | undefined; readonly complete: boolean; readonly bytes: number };
}

/** The observed connections. */
export interface ConnectionWatch {
  /** Whether a complete request of this connection still waits for its response, or the response is being sent. */
  isAnswering(socket: Socket): boolean;
}

/**
 * Detects connections that send bytes without end but never a request. Node.js limits the bytes of request line and headers,
 * but not blanks between them, empty lines before a request, or the digits of a chunk size, which it would read until the
 * request times out. Counting each byte would cost a tenth of each request, so all connections are sampled ten times a
 * second, and more often while one of them receives a lot.
 *
 * @param onEndless called once for such a connection, to close it
 */
export function watchForEndlessRequests(server: Server, onEndless: (socket: Socket) => void): ConnectionWatch {
  const connections = new Map<Socket, Connection>();
  let timer: NodeJS.Timeout | undefined;

  const look = (): void => {
    let muchComes = false;
    for (const [socket, connection] of connections) {
      const { request, seen } = connection;
      const complete = request?.complete ?? true;
      const came = socket.bytesRead - seen.bytes;
      if (request !== seen.request || complete !== seen.complete) {
        connection.seen = { request, complete, bytes: socket.bytesRead };
      } else if (came > mostOfHead) {
        muchComes = true;
        if (complete || came > mostOfRequest) onEndless(socket);
      }
    }
    timer = connections.size === 0 ? undefined : setTimeout(look, muchComes ? lookOftenMs : lookEveryMs).unref();
  };

  server.on(server instanceof TlsServer ? 'secureConnection' : 'connection', (socket: Socket) => {
    connections.set(socket, {
      request: undefined,
      response: undefined,
      seen: { request: undefined, complete: true, bytes: 0 },
    });
    socket.once('close', () => connections.delete(socket));
    timer ??= setTimeout(look, lookEveryMs).unref();
  });
  server.on('request', (request, response) => {
    const connection = connections.get(request.socket);
    if (connection === undefined) return;
    connection.request = request;
    connection.response = response;
  });

  return {
    isAnswering: (socket) => {
      const { request, response } = connections.get(socket) ?? {};
      if (request === undefined || response === undefined || response.writableFinished) return false;
      return request.complete || response.headersSent;
    },
  };
}
