import { collectDefaultMetrics, Counter, Gauge, Registry } from '@prometheus-io/client';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Storage } from '../storage/index.ts';
import { createDurations } from './durations.ts';

/** The server's metrics for Prometheus. */
export interface Metrics {
  /** The exposition text and its content type. */
  text(): Promise<{ readonly type: string; readonly body: string }>;
  /** Counts an answered request of a listener. */
  readonly observeRequest: (request: FastifyRequest, reply: FastifyReply, listener: string) => void;
  /** Records the duration of a database operation in seconds. */
  readonly observeDatabase: (operation: string, seconds: number) => void;
}

/** Creates the metrics of one server; `accounts` counts the registered phones on request. */
export function createMetrics({ accounts }: Pick<Storage, 'accounts'>): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = createDurations({
    name: 'gigaset_redirect_request_duration_seconds',
    help: 'Duration of requests by listener, method and status.',
    labels: ['listener', 'method', 'status'],
  });
  const answers = new Counter({
    name: 'gigaset_redirect_answers_total',
    help: 'Phones by method and answer code (OK, mac_not_found, ...); for phones that log in, by outcome.',
    labelNames: ['method', 'answer'] as const,
    registers,
  });
  const logins = new Counter({
    name: 'gigaset_redirect_failed_logins_total',
    help: 'Failed logins by listener; outcome "slowed" means refused by the rate limit without a check.',
    labelNames: ['listener', 'outcome'] as const,
    registers,
  });
  const database = createDurations({
    name: 'gigaset_redirect_database_duration_seconds',
    help: 'Duration of database operations by operation.',
    labels: ['operation'],
  });
  new Gauge({
    name: 'gigaset_redirect_registrations',
    help: 'Registered phones in all accounts.',
    registers,
    async collect() {
      this.set((await accounts.list()).reduce((sum, { phones }) => sum + phones, 0));
    },
  });

  return {
    text: async () => {
      const parts = await Promise.all([registry.metrics(), requests.text(), database.text()]);
      return { type: registry.contentType, body: parts.join('\n') };
    },
    observeDatabase: (operation, seconds) => database.observe([operation], seconds),
    observeRequest: (request, reply, at) => {
      const listener = at === 'phones' ? 'phone' : listenerOf(request);
      const { rpc, answers: counts, login } = request.requestLog;
      const method = rpc ?? request.method;
      requests.observe([listener, method, String(reply.statusCode)], reply.elapsedTime / 1000);
      for (const [answer, count] of Object.entries(counts ?? {})) answers.inc({ method, answer }, count);
      if (login !== undefined) logins.inc({ listener, outcome: login });
    },
  };
}

/** The listener by route, never by the requested path, so that clients cannot create labels. */
function listenerOf({ routeOptions }: FastifyRequest): string {
  const route = routeOptions.url ?? '';
  if (route.startsWith('/apxml')) return 'xmlrpc';
  if (route.startsWith('/portal')) return 'portal';
  if (route.startsWith('/device')) return 'phone';
  return 'other';
}
