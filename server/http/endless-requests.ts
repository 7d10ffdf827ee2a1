import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Server as TlsServer } from 'node:https';
import type { Socket } from 'node:net';

/** Well above Node.js's limit for a head (16 KiB). */
const MAX_HEAD_BYTES = 128 * 1024;
/** The largest accepted body (16 MiB), if each byte were a chunk of its own. */
const MAX_REQUEST_BYTES = 96 * 1024 * 1024;
/** Unread bytes accepted after the response. Many clients send their whole request before they read. */
const MAX_UNREAD_BYTES = 64 * 1024 * 1024;
const CHECK_INTERVAL_MS = 100;
/** While a connection receives much data: an upload or an attack. */
const BUSY_CHECK_INTERVAL_MS = 10;

interface Connection {
  /** The latest request on this connection, and its response. */
  request: IncomingMessage | undefined;
  response: ServerResponse | undefined;
  /** The state at the last check: request, whether it was complete, and bytes received. */
  seen: { readonly request: IncomingMessage | undefined; readonly complete: boolean; readonly bytes: number };
}

/** The state of open connections. */
export interface ConnectionWatch {
  /** The response to a complete request that is pending or in progress on this connection. */
  pendingResponse(socket: Socket): ServerResponse | undefined;
}

/**
 * Detects connections that keep sending bytes without ever completing a request. Node.js limits the size of paths and headers,
 * but not blanks between them, empty lines before a request, or the digits of a chunk length; it would read those until its
 * timeout. Counting every byte would cost each request a tenth of its time, so all connections are checked ten times a
 * second, and more often while one receives much data.
 *
 * @param onEndless called once per such connection; it must close the connection
 */
export function watchForEndlessRequests(server: Server, onEndless: (socket: Socket) => void): ConnectionWatch {
  const connections = new Map<Socket, Connection>();
  let timer: NodeJS.Timeout | undefined;

  const check = (): void => {
    let isBusy = false;
    for (const [socket, connection] of connections) {
      const { request, seen } = connection;
      const complete = request?.complete ?? true;
      const received = socket.bytesRead - seen.bytes;
      if (request !== seen.request || complete !== seen.complete) {
        connection.seen = { request, complete, bytes: socket.bytesRead };
      } else if (received > MAX_HEAD_BYTES) {
        isBusy = true;
        if (complete || received > MAX_REQUEST_BYTES) onEndless(socket);
      }
    }
    timer =
      connections.size === 0
        ? undefined
        : setTimeout(check, isBusy ? BUSY_CHECK_INTERVAL_MS : CHECK_INTERVAL_MS).unref();
  };

  server.on(server instanceof TlsServer ? 'secureConnection' : 'connection', (socket: Socket) => {
    connections.set(socket, {
      request: undefined,
      response: undefined,
      seen: { request: undefined, complete: true, bytes: 0 },
    });
    socket.once('close', () => connections.delete(socket));
    timer ??= setTimeout(check, CHECK_INTERVAL_MS).unref();
  });
  server.on('request', (request, response) => {
    const connection = connections.get(request.socket);
    if (connection === undefined) return;
    connection.request = request;
    connection.response = response;
  });

  return {
    pendingResponse: (socket) => {
      const { request, response } = connections.get(socket) ?? {};
      if (request === undefined || response === undefined || response.writableFinished) return undefined;
      return request.complete || response.headersSent ? response : undefined;
    },
  };
}

/** Closes a connection that keeps sending its body after the response, so that it cannot occupy the server forever. */
export function closeOnEndlessBody(request: IncomingMessage): void {
  if (request.complete) return;
  let unread = 0;
  request.on('data', (chunk: Buffer) => {
    unread += chunk.length;
    if (unread > MAX_UNREAD_BYTES) request.destroy();
  });
}
