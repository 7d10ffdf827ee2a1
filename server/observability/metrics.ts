import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from '@prometheus-io/client';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AccountStore } from '../storage/index.ts';
import { inTime } from './in-time.ts';

/** The metrics of one server, for Prometheus. */
export interface Metrics {
  /** The exposition that Prometheus reads, and its content type. */
  text(): Promise<{ readonly type: string; readonly body: string }>;
  /** Records a response sent by a listener (see listeners/index.ts). */
  readonly observeRequest: (request: FastifyRequest, reply: FastifyReply, listener: string) => void;
  /** Records a wrong ID of a phone, or one that was not compared because of the limit. */
  readonly observeGuess: (by: 'phone' | 'account', outcome: 'wrong' | 'limited') => void;
  /** Records a database operation, in seconds. */
  readonly observeDatabase: (operation: string, seconds: number) => void;
}

/** Most responses take milliseconds; listing a large fleet takes seconds. */
const BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Creates the metrics of one server. The number of registered phones is read from `accounts` at each scrape. */
export function createMetrics({ accounts }: { readonly accounts: Pick<AccountStore, 'list'> }): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'gigaset_redirect_request_duration_seconds',
    help: 'Duration of requests by listener, method and response status.',
    labelNames: ['listener', 'method', 'status'] as const,
    buckets: BUCKETS_SECONDS,
    registers,
  });
  const answers = new Counter({
    name: 'gigaset_redirect_answers_total',
    help: 'Phones by XML-RPC method and answer code, such as OK or mac_not_found.',
    labelNames: ['method', 'answer'] as const,
    registers,
  });
  const logins = new Counter({
    name: 'gigaset_redirect_failed_logins_total',
    help: 'Failed logins by listener. The outcomes "slowed" (too many wrong passwords) and "busy" count unchecked logins.',
    labelNames: ['listener', 'outcome'] as const,
    registers,
  });
  const guesses = new Counter({
    name: 'gigaset_redirect_id_guesses_total',
    help: 'Wrong IDs of phones by sender. The outcome "limited" counts IDs that were not compared.',
    labelNames: ['by', 'outcome'] as const,
    registers,
  });
  const database = new Histogram({
    name: 'gigaset_redirect_database_duration_seconds',
    help: 'Duration of database operations.',
    labelNames: ['operation'] as const,
    buckets: BUCKETS_SECONDS,
    registers,
  });
  const registrations = new Gauge({
    name: 'gigaset_redirect_registrations',
    help: 'Registered phones in all accounts. Absent while the database cannot be read.',
    registers,
  });
  const databaseUp = new Gauge({
    name: 'gigaset_redirect_database_up',
    help: '1 if the database can be read, 0 if not.',
    registers,
  });
  /** Reads what comes from the database. The other metrics are needed most while it is down. */
  const readDatabase = async (): Promise<void> => {
    try {
      const all = await inTime(accounts.list());
      registrations.set(all.reduce((sum, { phones }) => sum + phones, 0));
      databaseUp.set(1);
    } catch {
      registrations.remove();
      databaseUp.set(0);
    }
  };

  return {
    text: async () => {
      await readDatabase();
      return { type: registry.contentType, body: await registry.metrics() };
    },
    observeGuess: (by, outcome) => guesses.inc({ by, outcome }),
    observeDatabase: (operation, seconds) => database.observe({ operation }, seconds),
    observeRequest: (request, reply, at) => {
      const listener = at === 'phones' ? 'phone' : listenerOf(request);
      const { rpc, answers: counts, login } = request.requestLog;
      const method = rpc ?? request.method;
      requests.observe({ listener, method, status: String(reply.statusCode) }, reply.elapsedTime / 1000);
      for (const [answer, count] of Object.entries(counts ?? {})) answers.inc({ method, answer }, count);
      if (login !== undefined) logins.inc({ listener, outcome: login });
    },
  };
}

/** Derives the label from the route, never from the requested path, so that clients cannot create labels. */
function listenerOf({ routeOptions }: FastifyRequest): string {
  const route = routeOptions.url ?? '';
  if (route.startsWith('/apxml')) return 'xmlrpc';
  if (route.startsWith('/portal')) return 'portal';
  if (route.startsWith('/device')) return 'phone';
  return 'other';
}
