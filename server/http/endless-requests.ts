import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Server as TlsServer } from 'node:https';
import type { Socket } from 'node:net';

/** More than Node.js lets through of a head (16 KiB), with what may stand around it. */
const mostOfHead = 128 * 1024;
/** More than any body that is taken (16 MiB), were each of its bytes a chunk of its own. */
const mostOfRequest = 96 * 1024 * 1024;
const lookEveryMs = 100;
/** While much comes by some connection, an upload or worse. */
const lookOftenMs = 10;

interface Connection {
  /** The last request that came by it, and its answer. */
  request: IncomingMessage | undefined;
  response: ServerResponse | undefined;
  /** What was seen last: that request, whether it had come whole, and how many bytes had come by then. */
  seen: { readonly request: IncomingMessage | undefined; readonly complete: boolean; readonly bytes: number };
}

/** What is known of connections. */
export interface ConnectionWatch {
  /** Whether a request that came whole by this connection is still to be answered, or an answer is on its way. */
  isAnswering(socket: Socket): boolean;
}

/**
 * Tells of connections on which bytes come and come and are never a request. Node.js counts the bytes of addresses and headers;
 * it does not count blanks between them, empty lines before a request, or the digits of a chunk's length, and would read them
 * as fast as they come until its time is over. To be told of every byte would cost each request a tenth of its time, so all
 * connections are looked at ten times a second, and oftener while there is reason to.
 *
 * @param onEndless is called once for such a connection, and hangs up
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
