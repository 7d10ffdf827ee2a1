import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { type Authenticate, createAuthenticator, type HashPassword } from './accounts/index.ts';
import { dataFolderAt, type DataLocation, describeData, exposedFiles, openData } from './data/index.ts';
import {
  createIdCipher,
  createUrlCipher,
  deriveKey,
  type KeyChoice,
  keySource,
  loadMasterKey,
} from './encryption/index.ts';
import { createIdGuessLimiter } from './guess-limits/index.ts';
import { startHousekeeping } from './housekeeping/index.ts';
import type { LogOptions, ReadingLimits, TlsFiles } from './http/index.ts';
import { createMemoryBudget } from './limits/index.ts';
import { type ListenerConfig, startListeners } from './listeners/index.ts';
import { createMetrics, healthRoutes, type Metrics, metricsRoutes, timeStorage } from './observability/index.ts';
import {
  type Algorithm,
  createPhoneRequestRecorder,
  type PhoneOptions,
  type PhoneRequestRecorder,
  phonePath,
  phoneRoutes,
} from './phone/index.ts';
import { portalPrefix, portalRoutes } from './portal/index.ts';
import { createRegistrationService } from './registrations/index.ts';
import type { Storage } from './storage/index.ts';
import { xmlRpcRoutes } from './xmlrpc/index.ts';

export interface ServerOptions extends DataLocation, KeyChoice {
  /** The address of XML-RPC and the portal; port 0 takes any free port. */
  readonly host: string;
  readonly port: number;
  /** HTTPS with this certificate; HTTP when omitted. */
  readonly tls?: TlsFiles | undefined;
  readonly phones: PhoneSettings;
  readonly log: LogOptions;
  /** The address of a listener for Prometheus; none when omitted. */
  readonly metrics?: { readonly host: string; readonly port: number } | undefined;
  /** How many days audit entries are kept; forever when omitted. */
  readonly keepHistoryDays?: number | undefined;
  /** How slowly a client may read a response. */
  readonly readingLimits: ReadingLimits;
  /** Reverse proxies whose X-Forwarded-For header is trusted. */
  readonly trustProxy?: readonly string[] | undefined;
}

/** Where and how phones are answered. */
export interface PhoneSettings {
  /** A listener for phones only; when omitted, they use the one of XML-RPC and the portal. */
  readonly listener?: { readonly host: string; readonly port: number; readonly tls: TlsFiles | undefined } | undefined;
  readonly placeholders: PhoneOptions['placeholders'];
  readonly algorithms: readonly Algorithm[];
}

export interface RunningServer {
  /** The URL of XML-RPC and the portal, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  /** The URL of the listener for phones, if there is one. */
  readonly phoneUrl: string | undefined;
  readonly metricsUrl: string | undefined;
  /** The location of the data, for messages. */
  readonly data: string;
  /** The number of accounts at the start. */
  readonly accounts: number;
  /** Resolves if a backup was restored while the server could not reach its database. It must be stopped at once. */
  readonly lost: Promise<undefined>;
  /** Reads the certificates again, for new connections; the result is logged. */
  reloadCertificates(): void;
  /** Accepts no more requests, waits at most `graceMs` for those in progress, and closes the database. */
  close(graceMs?: number): Promise<void>;
}

/**
 * Starts the redirect server; resolves when it listens.
 *
 * @throws SetupError when it cannot start; the message tells the problem and its remedy
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const storage = await openData(options);
  try {
    const lost = Promise.withResolvers<undefined>();
    // Before the key is read, because a restore changes which one is right.
    await storage.announceServer(() => lost.resolve(undefined));
    const accounts = await storage.accounts.list();
    const metrics = createMetrics(storage);
    const timedStorage = timeStorage(storage, metrics.observeDatabase);
    const authenticator = createAuthenticator(timedStorage.logins);
    const log = Promise.withResolvers<FastifyBaseLogger>();
    const recorder = createPhoneRequestRecorder({
      store: timedStorage.phoneRequests,
      placeholders: options.phones.placeholders,
      onFailure: (err) =>
        void log.promise.then((to) => to.warn({ err }, 'the last requests of phones are not recorded')),
    });
    const modules = await createModules(options, {
      storage: timedStorage,
      recorder,
      metrics,
      authenticate: authenticator.authenticate,
      hashPassword: authenticator.hashPassword,
    });
    const listeners = await startListeners(options.log, listenerConfigs(options, modules), {
      trustProxy: options.trustProxy,
      readingLimits: options.readingLimits,
      onAnswered: metrics.observeRequest,
    });
    log.resolve(listeners.log);
    for (const file of exposedKeys(options)) {
      listeners.log.warn({ file }, 'other users can read or write this key: change its mode with chmod 600');
    }
    const housekeeping = startHousekeeping({ storage, historyDays: options.keepHistoryDays, log: listeners.log });
    return {
      url: listeners.urls.get('provisioners') ?? '',
      phoneUrl: listeners.urls.get('phones'),
      metricsUrl: listeners.urls.get('metrics'),
      data: describeData(options),
      accounts: accounts.length,
      lost: lost.promise,
      reloadCertificates: () => listeners.reloadCertificates(),
      close: async (graceMs = 10_000) => {
        await Promise.all([listeners.close(graceMs), housekeeping.stop(), authenticator.stop()]);
        await recorder.stop();
        await storage.close();
      },
    };
  } catch (error) {
    await storage.close();
    throw error;
  }
}

/** The key files among the settings that every user of this machine may read or write. */
export function exposedKeys({ data, keyFile, tls, phones }: KeyFiles): readonly string[] {
  return exposedFiles([keyFile ?? dataFolderAt(data).keyFile, tls?.key, phones.listener?.tls?.key].filter(isGiven));
}

type KeyFiles = Pick<ServerOptions, 'data' | 'keyFile' | 'tls' | 'phones'>;

const isGiven = (path: string | undefined): path is string => path !== undefined;

/** Registers the routes of one module with a listener. */
type Module = (app: FastifyInstance) => Promise<void>;

interface Modules {
  readonly health: Module;
  readonly prometheus: Module;
  readonly xmlRpc: Module;
  readonly portal: Module;
  readonly phones: (paths: PhoneOptions['paths']) => Module;
}

interface ModuleDependencies {
  readonly storage: Storage;
  readonly metrics: Metrics;
  readonly recorder: PhoneRequestRecorder;
  readonly authenticate: Authenticate;
  readonly hashPassword: HashPassword;
}

async function createModules(
  options: ServerOptions,
  { storage, metrics, recorder, authenticate, hashPassword }: ModuleDependencies,
): Promise<Modules> {
  const key = await loadMasterKey(keySource(options), storage);
  const { registrations, inventory, nonces } = storage;
  const ids = createIdCipher(key);
  const urls = createUrlCipher(key);
  const guessLimiter = createIdGuessLimiter({ store: storage.guesses, onGuess: metrics.observeGuess });
  const registrationService = createRegistrationService({
    registrations,
    inventory,
    auditLog: storage.auditLog,
    ids,
    urls,
    guessLimiter,
    now: () => new Date(),
  });
  const service = { registrationService };
  const memory = createMemoryBudget();
  return {
    health: async (app) => {
      await app.register(healthRoutes, { storage });
    },
    prometheus: async (app) => {
      await app.register(metricsRoutes, { metrics });
    },
    xmlRpc: async (app) => {
      await app.register(xmlRpcRoutes, { service, authenticate, memory });
    },
    portal: async (app) => {
      await app.register(portalRoutes, {
        prefix: portalPrefix,
        registrationService,
        storage,
        service,
        authenticate,
        hashPassword,
        memory,
        secret: deriveKey(key, 'portal').toString('base64'),
      });
      app.get('/', (_request, reply) => reply.redirect(`${portalPrefix}/`, 302));
    },
    phones: (paths) => async (app) => {
      const { placeholders, algorithms } = options.phones;
      const nonceKey = deriveKey(key, 'phone nonces');
      await app.register(phoneRoutes, {
        registrations,
        nonces,
        ids,
        urls,
        guessLimiter,
        recorder,
        nonceKey,
        paths,
        placeholders,
        algorithms,
      });
    },
  };
}

/** Which listeners there are, and which modules each of them serves. */
function listenerConfigs(options: ServerOptions, modules: Modules): readonly ListenerConfig[] {
  const { health, prometheus, xmlRpc, portal, phones } = modules;
  const { listener } = options.phones;
  const configs: ListenerConfig[] = [
    {
      name: 'provisioners',
      address: options,
      options: { host: '--host', port: '--port' },
      tls: options.tls,
      directions:
        'XML-RPC is at /apxml/rpc.do: send a methodCall there with POST, for example by: gigaset-redirect call NAME - HOST listDevices',
      ...(listener === undefined && { rewritePath: phonePath }),
      registerRoutes: registerAll([health, xmlRpc, portal, ...(listener === undefined ? [phones('device')] : [])]),
    },
  ];
  if (listener !== undefined) {
    configs.push({
      name: 'phones',
      address: listener,
      options: { host: '--phone-listen', port: '--phone-listen' },
      tls: listener.tls,
      directions: 'Only phones are answered here, and they use GET.',
      registerRoutes: registerAll([phones('any')]),
    });
  }
  if (options.metrics !== undefined) {
    configs.push({
      name: 'metrics',
      address: options.metrics,
      options: { host: '--metrics-listen', port: '--metrics-listen' },
      directions: 'Prometheus reads /metrics; /healthz and /readyz are here as well.',
      registerRoutes: registerAll([health, prometheus]),
    });
  }
  return configs;
}

function registerAll(modules: readonly Module[]): Module {
  return async (app) => {
    for (const module of modules) await module(app);
  };
}
