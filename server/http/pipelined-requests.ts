import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply } from 'fastify';
import { ClientGoneError, hasHungUp } from './request.ts';

/** The responses of a connection. */
interface Connection {
  latest: ServerResponse;
  /** Those that had to wait for an earlier one. */
  readonly pipelined: Set<ServerResponse>;
}

/** Resolves when the previous response of the same connection is closed. Most responses have none to wait for. */
const turns = new WeakMap<ServerResponse, Promise<void>>();

/**
 * Tracks requests that a client sends without waiting for the responses (RFC 9112, section 9.3.2). Node.js sends the
 * responses in the order of the requests. When the connection closes, it drops the waiting ones without an event; this emits
 * their 'close', so that permits and memory are released.
 */
export function watchPipelinedRequests(server: Server): void {
  const connections = new WeakMap<Socket, Connection>();

  const start = (socket: Socket, response: ServerResponse): void => {
    const pipelined = new Set<ServerResponse>();
    connections.set(socket, { latest: response, pipelined });
    socket.once('close', () => {
      // Node.js emits 'close' only for the response that has the socket.
      for (const dropped of pipelined) if (dropped.socket === null) dropped.emit('close');
    });
  };

  // Must run before the listener that handles the request.
  server.prependListener('request', ({ socket }, response) => {
    const connection = connections.get(socket);
    if (connection === undefined) {
      start(socket, response);
      return;
    }
    const { latest: previous, pipelined } = connection;
    connection.latest = response;
    if (previous.closed) return;
    turns.set(response, new Promise((resolve) => previous.once('close', resolve)));
    pipelined.add(response);
    response.once('close', () => pipelined.delete(response));
  });
}

/**
 * Resolves when the earlier requests of the connection are answered. A response that holds a permit or a snapshot until it is
 * sent waits for its turn first.
 *
 * @throws ClientGoneError
 */
export async function turnToAnswer({ raw, request }: FastifyReply): Promise<void> {
  await turns.get(raw);
  if (hasHungUp(request)) throw new ClientGoneError();
}
