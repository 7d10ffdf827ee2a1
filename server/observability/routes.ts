import type { FastifyInstance } from 'fastify';
import { type Storage, StorageUnavailableError } from '../storage/index.ts';
import { inTime } from './in-time.ts';
import type { Metrics } from './metrics.ts';

/**
 * Fastify plugin: `/healthz` tells whether the server runs, `/readyz` whether it can serve requests, its database included.
 * For load balancers and supervisors.
 */
export function healthRoutes(app: FastifyInstance, { storage }: { storage: Storage }, done: () => void): void {
  app.get('/healthz', (_request, reply) => reply.type('text/plain; charset=utf-8').send('ok\n'));
  app.get('/readyz', async (request, reply) => {
    reply.type('text/plain; charset=utf-8').header('Cache-Control', 'no-store');
    try {
      await inTime(storage.ping());
      return await reply.send('ready\n');
    } catch (error) {
      if (error instanceof StorageUnavailableError) return reply.code(503).send(`not ready: ${error.message}\n`);
      request.log.error({ err: error }, 'the database cannot be used');
      return reply.code(503).send(`not ready: the database cannot be used (request ${request.id} in the log)\n`);
    }
  });
  done();
}

/** Fastify plugin: `/metrics`. It belongs on a separate listener, because it reveals the number of phones. */
export function metricsRoutes(app: FastifyInstance, { metrics }: { metrics: Metrics }, done: () => void): void {
  app.get('/metrics', async (_request, reply) => {
    const { type, body } = await metrics.text();
    return reply.type(type).send(body);
  });
  done();
}
