import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { SecureContextOptions } from 'node:tls';
import type { FastifyServerFactoryHandler } from 'fastify';

/** Neither a slow request nor a response that is never read may hold a connection forever. */
const patienceMs = 120_000;
const keepAliveMs = 72_000;

/** Node.js's server for an app: HTTPS with this certificate, or HTTP; with time limits. */
export function createWebServer(tls: SecureContextOptions | undefined, handler: FastifyServerFactoryHandler): Server {
  const options = { requestTimeout: patienceMs, keepAliveTimeout: keepAliveMs };
  const server = tls === undefined ? createServer(options, handler) : createTlsServer({ ...tls, ...options }, handler);
  return server.setTimeout(patienceMs);
}
