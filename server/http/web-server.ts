import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { SecureContextOptions } from 'node:tls';
import type { FastifyServerFactoryHandler } from 'fastify';

/** A request that trickles in must not hold its connection for ever; nor an answer that nobody reads. */
const patienceMs = 120_000;
const keepAliveMs = 72_000;

/** The server of Node.js that an app stands on: HTTPS with this certificate, or HTTP; with limits on time. */
export function createWebServer(tls: SecureContextOptions | undefined, handler: FastifyServerFactoryHandler): Server {
  const options = { requestTimeout: patienceMs, keepAliveTimeout: keepAliveMs };
  const server = tls === undefined ? createServer(options, handler) : createTlsServer({ ...tls, ...options }, handler);
  return server.setTimeout(patienceMs);
}
