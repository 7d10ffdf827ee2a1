import type { FastifyInstance } from 'fastify';
import { type Storage, StorageUnavailableError } from '../storage/index.ts';
import type { Metrics } from './metrics.ts';

/**
 * Fastify plugin: whether the server runs (`/healthz`), and whether it can serve, its database with it (`/readyz`). For a
 * balancer, or whatever restarts programs.
 */
export function healthRoutes(app: FastifyInstance, { storage }: { storage: Storage }, done: () => void): void {
  app.get('/healthz', (_request, reply) => reply.type('text/plain; charset=utf-8').send('ok\n'));
  app.get('/readyz', async (_request, reply) => {
    reply.type('text/plain; charset=utf-8').header('Cache-Control', 'no-store');
    try {
      await storage.ping();
      return await reply.send('ready\n');
    } catch (error) {
      if (!(error instanceof StorageUnavailableError)) throw error;
      return reply.code(503).send(`not ready: ${error.message}\n`);
    }
  });
  done();
}

/** Fastify plugin: what Prometheus reads. At a listener of its own, for it tells how many phones there are. */
export function metricsRoutes(app: FastifyInstance, { metrics }: { metrics: Metrics }, done: () => void): void {
  app.get('/metrics', async (_request, reply) => {
    const { type, body } = await metrics.text();
    return reply.type(type).send(body);
  });
  done();
}
