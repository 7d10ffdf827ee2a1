import type { Server } from 'node:http';
import { Server as TlsServer } from 'node:https';
import type { AddressInfo, Server as NetServer } from 'node:net';
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { SetupError, systemCode } from '../errors/index.ts';
import {
  addressesOf,
  type AppOptions,
  type Certificate,
  createApp,
  listenOn,
  type LogOptions,
  readCertificate,
  type TlsFiles,
} from '../http/index.ts';

/** An address to listen on, and the routes served there. */
export interface ListenerConfig {
  /** Its name in the log: `phones`. */
  readonly name: string;
  /** Port 0 takes any free port. */
  readonly address: { readonly host: string; readonly port: number };
  /** The command-line options that set the address, for error messages. */
  readonly options: { readonly host: string; readonly port: string };
  /** HTTPS with this certificate; HTTP when omitted. */
  readonly tls?: TlsFiles | undefined;
  /** A sentence for clients that request an unknown path. */
  readonly directions: string;
  /** Returns the path by which a request is routed, if not its own. */
  readonly rewritePath?: (path: string) => string;
  readonly registerRoutes: (app: FastifyInstance) => PromiseLike<unknown>;
}

/** Options of all listeners. */
export interface CommonOptions extends Pick<AppOptions, 'trustProxy' | 'readingLimits'> {
  /** Called after each response, with the name of the listener. */
  readonly onAnswered?: (request: FastifyRequest, reply: FastifyReply, listener: string) => void;
}

/** The listeners of a running server. */
export interface Listeners {
  /** The URL of each listener by name, such as `https://127.0.0.1:8443`. */
  readonly urls: ReadonlyMap<string, string>;
  /** For messages that concern no particular listener. */
  readonly log: FastifyBaseLogger;
  /** Reads the certificates again, for new connections. A listener whose files cannot be used keeps its certificate. */
  reloadCertificates(): void;
  /** Accepts no more requests, and waits at most `graceMs` for those in progress. */
  close(graceMs: number): Promise<void>;
}

/**
 * Starts all listeners, or none.
 *
 * @throws SetupError when one cannot listen
 */
export async function startListeners(
  log: LogOptions,
  configs: readonly ListenerConfig[],
  common: CommonOptions,
): Promise<Listeners> {
  const listeners: Listener[] = [];
  const close = async (graceMs: number): Promise<void> => {
    await Promise.all(listeners.map((listener) => closeListener(listener, graceMs)));
  };
  try {
    const urls = new Map<string, string>();
    for (const config of configs) {
      const certificate = config.tls === undefined ? undefined : readCertificate(config.tls);
      const app = createApp(log, {
        directions: config.directions,
        tls: certificate?.context,
        rewritePath: config.rewritePath,
        trustProxy: common.trustProxy,
        readingLimits: common.readingLimits,
        onAnswered: (request, reply) => common.onAnswered?.(request, reply, config.name),
      });
      const listener: Listener = { config, app, others: [] };
      listeners.push(listener);
      await config.registerRoutes(app);
      urls.set(config.name, await listen(listener));
      if (certificate !== undefined) app.log.info(logFields(config, certificate), 'certificate read');
    }
    const [first] = listeners;
    if (first === undefined) throw new Error('A server needs at least one listener.');
    return {
      urls,
      log: first.app.log,
      reloadCertificates: () => {
        for (const listener of listeners) reloadCertificate(listener);
      },
      close,
    };
  } catch (error) {
    await close(0);
    throw error;
  }
}

interface Listener {
  readonly config: ListenerConfig;
  readonly app: FastifyInstance;
  /** Further sockets that accept its connections. */
  readonly others: NetServer[];
}

/** Bun's servers keep the certificate of their start. */
const canReplaceCertificates = process.versions['bun'] === undefined;

function reloadCertificate({ config, app }: Listener): void {
  const server: Server = app.server;
  if (config.tls === undefined || !(server instanceof TlsServer)) {
    app.log.info({ listener: config.name }, 'no certificate to reload: this listener uses HTTP');
    return;
  }
  try {
    const certificate = readCertificate(config.tls);
    if (!canReplaceCertificates)
      throw new Error('the standalone executable reads certificates at its start only; restart it');
    server.setSecureContext(certificate.context);
    app.log.info(logFields(config, certificate), 'certificate reloaded');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    app.log.error(
      { listener: config.name, reason },
      'the new certificate cannot be used; the previous one stays in use',
    );
  }
}

const logFields = ({ name }: ListenerConfig, { subject, validUntil }: Certificate) => ({
  listener: name,
  subject,
  validUntil,
});

/** Connections that may wait to be accepted, if the system allows it: after a power cut thousands of phones connect at once. */
const BACKLOG = 4096;

async function closeListener({ app, others }: Listener, graceMs: number): Promise<void> {
  const timeout = setTimeout(() => {
    app.server.closeAllConnections();
  }, graceMs);
  const closing = others.map((other) => closed(other));
  await app.close();
  app.server.closeIdleConnections();
  await Promise.all([closed(app.server), ...closing]);
  clearTimeout(timeout);
}

/** Accepts no more connections; resolves when the last one has ended, or at once if the server does not listen. */
const closed = (server: NetServer): Promise<unknown> => new Promise((resolve) => server.close(resolve));

/**
 * Listens at the addresses of a host that this machine has, and returns the URL of the first one.
 *
 * Not by `app.listen`, which lists the network interfaces for 0.0.0.0. A sandbox without netlink sockets forbids that.
 */
async function listen(listener: Listener): Promise<string> {
  const { app, config } = listener;
  const { host, port } = config.address;
  const urls: string[] = [];
  await app.ready();
  try {
    for (const address of addressesOf(host)) {
      const url = await listenAt(listener, address, urls.length === 0);
      if (url !== undefined) urls.push(url);
    }
    const [first] = urls;
    if (first !== undefined) return first;
  } catch (error) {
    throw new SetupError(`Cannot listen on ${host}, port ${port}: ${describeProblem(error, config.options)}`, {
      cause: error,
    });
  }
  throw new SetupError(`Cannot listen on ${host}, port ${port}: this machine has no such address.`);
}

/** Listens at one address; undefined if `localhost` has another one and this machine does not have this one. */
async function listenAt(
  { app, others, config }: Listener,
  host: string,
  isFirst: boolean,
): Promise<string | undefined> {
  const { name, address, tls } = config;
  const at = { host, port: isFirst ? address.port : addressOf(app.server).port, backlog: BACKLOG };
  try {
    others.push(...(await listenOn(app.server, at)));
  } catch (error) {
    if (host !== address.host && isMissingAddress(error)) return undefined;
    throw error;
  }
  const bound = addressOf(others.at(-1) ?? app.server);
  const url = `${tls === undefined ? 'http' : 'https'}://${bound.family === 'IPv6' ? `[${bound.address}]` : bound.address}:${bound.port}`;
  app.log.info(`${name}: listening on ${url}`);
  return url;
}

function addressOf(server: NetServer): AddressInfo {
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('A listener has no address.');
  return bound;
}

/** The machine has no such address, or a sandbox forbids its family. */
function isMissingAddress(error: unknown): boolean {
  return ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(systemCode(error) ?? '');
}

function describeProblem(error: unknown, options: ListenerConfig['options']): string {
  switch (systemCode(error)) {
    case 'EADDRINUSE':
      return `another program uses this port. Choose another one with ${options.port}, or 0 for any free one.`;
    case 'EACCES':
      return `permission denied. Choose a port above 1023 with ${options.port}.`;
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
      return `this machine has no such address. Choose another one with ${options.host}.`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the host name is unknown. Choose an address with ${options.host}.`;
    default:
      return `${error instanceof Error ? error.message : String(error)}.`;
  }
}
