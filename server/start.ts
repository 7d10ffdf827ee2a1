import type { FastifyInstance } from 'fastify';
import { createAuthenticator } from './accounts/index.ts';
import { type DataLocation, describeData, openData } from './data/index.ts';
import { createIdCipher, deriveKey, keySource, loadMasterKey } from './encryption/index.ts';
import { startHousekeeping } from './housekeeping/index.ts';
import { gatherLines, type LogOptions, type TlsFiles } from './http/index.ts';
import { type DoorPlan, openDoors } from './listeners.ts';
import { createMetrics, healthRoutes, type Metrics, metricsRoutes, timeStorage } from './observability/index.ts';
import { type Algorithm, type PhoneOptions, phoneRoutes } from './phone/index.ts';
import { portalPrefix, portalRoutes } from './portal/index.ts';
import { createRegistrationService } from './registrations/index.ts';
import type { Storage } from './storage/index.ts';
import { xmlRpcRoutes } from './xmlrpc/index.ts';

export interface ServerOptions extends DataLocation {
  /** Where to listen; port 0 takes any free port. */
  readonly host: string;
  readonly port: number;
  /** HTTPS with this certificate; HTTP when left out. */
  readonly tls?: TlsFiles | undefined;
  readonly phones: PhoneSettings;
  /** The master key: 64 hex digits, or a file that holds them. Neither: `secret.key` in the data folder, made at first start. */
  readonly key?: string | undefined;
  readonly keyFile?: string | undefined;
  readonly log: LogOptions;
  /** A door for Prometheus; none when left out. */
  readonly metrics?: { readonly host: string; readonly port: number } | undefined;
  /** How many days entries of the history are kept; for ever when left out. */
  readonly keepHistoryDays?: number | undefined;
  /** Proxies in front of this server that are believed when they say where a request came from. */
  readonly trustProxy?: readonly string[] | undefined;
}

/** How phones are answered, and where. */
export interface PhoneSettings {
  /** A door of their own; when left out they come in by the other one. */
  readonly door?: { readonly host: string; readonly port: number; readonly tls: TlsFiles | undefined } | undefined;
  readonly placeholders: PhoneOptions['placeholders'];
  readonly algorithms: readonly Algorithm[];
}

export interface RunningServer {
  /** As in `http://127.0.0.1:8080`. */
  readonly url: string;
  /** The phones' own door, if they have one. */
  readonly phoneUrl: string | undefined;
  readonly metricsUrl: string | undefined;
  /** Where the data are: the data folder's whole path, or which PostgreSQL. */
  readonly data: string;
  /** How many accounts there were at the start. */
  readonly accounts: number;
  /** Reads the certificates again, for connections that come from now on; the log tells what came of it. */
  reloadCertificates(): void;
  /** Takes no more requests, lets those in flight finish (for at most `graceMs`), and closes the database. */
  close(graceMs?: number): Promise<void>;
}

/**
 * Starts the redirect server; resolves when it listens.
 *
 * @throws SetupError when it cannot: one sentence says why, and what to do
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const storage = await openData(options);
  const log = gatherLines(options.log.stream);
  try {
    const accounts = await storage.accounts.list();
    const metrics = createMetrics(storage);
    const rooms = await furnish(options, timeStorage(storage, metrics.observeDatabase), metrics);
    const doors = await openDoors({ level: options.log.level, stream: log }, planDoors(options, rooms), {
      trustProxy: options.trustProxy,
      onAnswered: metrics.observeRequest,
    });
    const housekeeping = startHousekeeping({ storage, historyDays: options.keepHistoryDays, log: doors.log });
    const urlOf = (name: string): string | undefined => doors.urls.get(name);
    // What it says of itself stands before anything that is printed after it.
    log.flush();
    return {
      url: urlOf('provisioners') ?? '',
      phoneUrl: urlOf('phones'),
      metricsUrl: urlOf('metrics'),
      data: describeData(options),
      accounts: accounts.length,
      reloadCertificates: () => doors.reloadCertificates(),
      close: async (graceMs = 10_000) => {
        await Promise.all([doors.close(graceMs), housekeeping.stop()]);
        await storage.close();
        log.end();
      },
    };
  } catch (error) {
    await storage.close();
    log.end();
    throw error;
  }
}

/** What stands behind the doors: a function for each kind of client, which puts its routes into a door. */
async function furnish(options: ServerOptions, storage: Storage, metrics: Metrics) {
  const key = await loadMasterKey(keySource(options), storage);
  const { registrations, inventory, nonces } = storage;
  const ids = createIdCipher(key);
  const registrationService = createRegistrationService({ registrations, inventory, ids, now: () => new Date() });
  const authenticate = createAuthenticator(storage.accounts);
  const service = { registrationService, registrations };
  return {
    health: async (app: FastifyInstance) => {
      await app.register(healthRoutes, { storage });
    },
    prometheus: async (app: FastifyInstance) => {
      await app.register(metricsRoutes, { metrics });
    },
    provisioners: async (app: FastifyInstance) => {
      await app.register(xmlRpcRoutes, { service, authenticate });
    },
    people: async (app: FastifyInstance) => {
      const cookieSecret = deriveKey(key, 'portal cookies').toString('base64');
      await app.register(portalRoutes, {
        prefix: portalPrefix,
        registrationService,
        storage,
        service,
        authenticate,
        cookieSecret,
      });
      app.get('/', (_request, reply) => reply.redirect(`${portalPrefix}/`, 302));
    },
    phones: async (app: FastifyInstance, paths: PhoneOptions['paths']) => {
      const { placeholders, algorithms } = options.phones;
      const nonceKey = deriveKey(key, 'phone nonces');
      await app.register(phoneRoutes, { registrations, nonces, ids, nonceKey, paths, placeholders, algorithms });
    },
  };
}

/** Which doors there are, and who comes in by which. */
function planDoors(options: ServerOptions, rooms: Awaited<ReturnType<typeof furnish>>): readonly DoorPlan[] {
  const { door } = options.phones;
  const plans: DoorPlan[] = [
    {
      name: 'provisioners',
      address: options,
      options: { host: '--host', port: '--port' },
      tls: options.tls,
      directions:
        'XML-RPC is at /apxml/rpc.do: send a methodCall there with POST, for example by: gigaset-redirect call NAME - HOST listDevices',
      furnish: async (app) => {
        await rooms.health(app);
        await rooms.provisioners(app);
        await rooms.people(app);
        if (door === undefined) await rooms.phones(app, 'device');
      },
    },
  ];
  if (door !== undefined) {
    plans.push({
      name: 'phones',
      address: door,
      options: { host: '--phone-listen', port: '--phone-listen' },
      tls: door.tls,
      directions: 'Only phones are answered here: they ask with GET.',
      furnish: (app) => rooms.phones(app, 'any'),
    });
  }
  if (options.metrics !== undefined) {
    plans.push({
      name: 'metrics',
      address: options.metrics,
      options: { host: '--metrics-listen', port: '--metrics-listen' },
      directions: 'Prometheus reads /metrics; /healthz and /readyz are here as well.',
      furnish: async (app) => {
        await rooms.health(app);
        await rooms.prometheus(app);
      },
    });
  }
  return plans;
}
