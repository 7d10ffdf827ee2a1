import { collectDefaultMetrics, Counter, Gauge, Registry } from '@prometheus-io/client';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Storage } from '../storage/index.ts';
import { createDurations } from './durations.ts';

/** What is measured, for Prometheus. */
export interface Metrics {
  /** The text that Prometheus reads, and its type. */
  text(): Promise<{ readonly type: string; readonly body: string }>;
  /** Counts a request that has been answered at a listener (see listeners/index.ts). */
  readonly observeRequest: (request: FastifyRequest, reply: FastifyReply, listener: string) => void;
  /** Measures a use of the database, in seconds. */
  readonly observeDatabase: (operation: string, seconds: number) => void;
}

/** Metrics of one server; `accounts` tells how many phones are registered when somebody asks. */
export function createMetrics({ accounts }: Pick<Storage, 'accounts'>): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = createDurations({
    name: 'gigaset_redirect_request_duration_seconds',
    help: 'How long requests took, by the listener they came in by, what they asked and the status of the answer.',
    labels: ['listener', 'method', 'status'],
  });
  const answers = new Counter({
    name: 'gigaset_redirect_answers_total',
    help: 'Phones by method and answer code: OK, mac_not_found and so on; for phones, whether they were told their URL.',
    labelNames: ['method', 'answer'] as const,
    registers,
  });
  const logins = new Counter({
    name: 'gigaset_redirect_failed_logins_total',
    help: 'Logins that failed, by listener; slowed ones came too often and were not looked at.',
    labelNames: ['listener', 'outcome'] as const,
    registers,
  });
  const database = createDurations({
    name: 'gigaset_redirect_database_duration_seconds',
    help: 'How long the database took, by what was asked of it.',
    labels: ['operation'],
  });
  new Gauge({
    name: 'gigaset_redirect_registrations',
    help: 'Phones that are registered now, in all accounts.',
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

/** By the route, never by what was asked for: a stranger must not be able to invent labels. */
function listenerOf({ routeOptions }: FastifyRequest): string {
  const route = routeOptions.url ?? '';
  if (route.startsWith('/apxml')) return 'xmlrpc';
  if (route.startsWith('/portal')) return 'portal';
  if (route.startsWith('/device')) return 'phone';
  return 'other';
}
