import type { Server } from 'node:http';
import { Server as TlsServer } from 'node:https';
import type { Server as NetServer } from 'node:net';
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { SetupError, systemCode } from './errors/index.ts';
import {
  addressesOf,
  type Certificate,
  createApp,
  type DoorOptions,
  listenToo,
  type LogOptions,
  readCertificate,
  type TlsFiles,
} from './http/index.ts';

/** A door to be opened: where it is, who comes in by it, and what they find. */
export interface DoorPlan {
  /** Who it is for, as the log names it: `phones`. */
  readonly name: string;
  /** Port 0 takes any free port. */
  readonly address: { readonly host: string; readonly port: number };
  /** The options of the command line that say where it is, for who has to choose another place. */
  readonly options: { readonly host: string; readonly port: string };
  /** HTTPS with this certificate; HTTP when left out. */
  readonly tls?: TlsFiles | undefined;
  /** A sentence for who comes to a path where there is nothing. */
  readonly directions: string;
  /** Puts the routes in. */
  readonly furnish: (app: FastifyInstance) => PromiseLike<unknown>;
}

/** What holds at every door. */
export interface CommonOptions extends Pick<DoorOptions, 'trustProxy'> {
  /** Hears of each request once it has been answered, and of the door that it came in by. */
  readonly onAnswered?: (request: FastifyRequest, reply: FastifyReply, door: string) => void;
}

/** All doors of a running server. */
export interface Doors {
  /** Where each listens, by its name: `https://127.0.0.1:8443`. */
  readonly urls: ReadonlyMap<string, string>;
  /** For what concerns no door more than another. */
  readonly log: FastifyBaseLogger;
  /** Reads the certificates again, for connections that come from now on. A door whose files cannot be used keeps what it has. */
  reloadCertificates(): void;
  /** Takes no more requests, and lets those in flight finish, for at most `graceMs`. */
  close(graceMs: number): Promise<void>;
}

/**
 * Opens all doors, or none.
 *
 * @throws SetupError when one cannot be opened
 */
export async function openDoors(
  log: LogOptions,
  plans: readonly DoorPlan[],
  common: CommonOptions = {},
): Promise<Doors> {
  const doors: Door[] = [];
  const close = async (graceMs: number): Promise<void> => {
    await Promise.all(doors.map((door) => closeDoor(door, graceMs)));
  };
  try {
    const urls = new Map<string, string>();
    for (const plan of plans) {
      const certificate = plan.tls === undefined ? undefined : readCertificate(plan.tls);
      const app = createApp(log, {
        directions: plan.directions,
        tls: certificate?.context,
        trustProxy: common.trustProxy,
        onAnswered: (request, reply) => common.onAnswered?.(request, reply, plan.name),
      });
      const door: Door = { plan, app, others: [] };
      doors.push(door);
      await plan.furnish(app);
      urls.set(plan.name, await listen(door));
      if (certificate !== undefined) app.log.info(about(plan, certificate), 'certificate read');
    }
    const [first] = doors;
    if (first === undefined) throw new Error('A server without doors serves nobody.');
    return {
      urls,
      log: first.app.log,
      reloadCertificates: () => {
        for (const door of doors) reloadCertificate(door);
      },
      close,
    };
  } catch (error) {
    await close(0);
    throw error;
  }
}

interface Door {
  readonly plan: DoorPlan;
  readonly app: FastifyInstance;
  /** What takes connections for it at other addresses. */
  readonly others: NetServer[];
}

function reloadCertificate({ plan, app }: Door): void {
  const server: Server = app.server;
  if (plan.tls === undefined || !(server instanceof TlsServer)) {
    app.log.info({ door: plan.name }, 'no certificate to read again: this door speaks HTTP');
    return;
  }
  try {
    const certificate = readCertificate(plan.tls);
    server.setSecureContext(certificate.context);
    app.log.info(about(plan, certificate), 'certificate read again');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    app.log.error({ door: plan.name, reason }, 'the new certificate cannot be used: the one before it stays');
  }
}

const about = ({ name }: DoorPlan, { subject, validUntil }: Certificate) => ({ door: name, subject, validUntil });

/** So many connections may wait to be accepted, where the system allows it: thousands of phones connect together after a power cut. */
const backlog = 4096;

async function closeDoor({ app, others }: Door, graceMs: number): Promise<void> {
  const patience = setTimeout(() => {
    app.server.closeAllConnections();
  }, graceMs);
  const closing = others.map((other) => new Promise((resolve) => other.close(resolve)));
  await app.close();
  await Promise.all(closing);
  clearTimeout(patience);
}

async function listen({ app, others, plan }: Door): Promise<string> {
  const { name: door, address, options, tls } = plan;
  const { host, port } = address;
  const [first, ...more] = addressesOf(host);
  const scheme = tls === undefined ? 'http' : 'https';
  try {
    // The web server's own words would name the wrong scheme.
    const listenTextResolver = (at: string): string => `${door}: listening on ${at.replace(/^http:/, `${scheme}:`)}`;
    await app.listen({ host: first, port, backlog, listenTextResolver });
    for (const address of more) {
      const at = { host: address, port: portOf(app), backlog };
      others.push(await listenToo(app.server, at));
      app.log.info(listenTextResolver(`${scheme}://[${address}]:${at.port}`));
    }
  } catch (error) {
    throw new SetupError(`Cannot listen on ${host}, port ${port}: ${complaint(error, options)}`, { cause: error });
  }
  const [bound] = app.addresses();
  if (bound === undefined || typeof bound === 'string')
    throw new SetupError(`Nothing listens on ${host}, port ${port}.`);
  return `${scheme}://${bound.family === 'IPv6' ? `[${bound.address}]` : bound.address}:${bound.port}`;
}

/** The port that was taken. */
function portOf(app: FastifyInstance): number {
  const [bound] = app.addresses();
  return bound === undefined || typeof bound === 'string' ? 0 : bound.port;
}

function complaint(error: unknown, options: DoorPlan['options']): string {
  switch (systemCode(error)) {
    case 'EADDRINUSE':
      return `another program has this port. Choose another one with ${options.port}, or 0 for any that is free.`;
    case 'EACCES':
      return `this user may not. Choose a port above 1023 with ${options.port}.`;
    case 'EADDRNOTAVAIL':
      return `this machine has no such address. Choose another one with ${options.host}.`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the name is unknown. Give an address with ${options.host}.`;
    default:
      return `${error instanceof Error ? error.message : String(error)}.`;
  }
}
