import { createAuthenticator } from './accounts/index.ts';
import { prepareDataFolder } from './data-folder.ts';
import { type DataLocation, describeData, openData } from './data-location.ts';
import { createDesk } from './desk/index.ts';
import { createApp, type LogOptions } from './http/index.ts';
import { portalPrefix, portalRoutes } from './portal/index.ts';
import { createIdSeal, deriveKey, type KeySource, loadMasterKey } from './secret/index.ts';
import { SetupError, systemCode } from './setup-error.ts';
import { xmlRpcRoutes } from './xmlrpc/index.ts';

export interface ServerOptions extends DataLocation {
  /** Where to listen; port 0 takes any free port. */
  readonly host: string;
  readonly port: number;
  /** The master key: 64 hex digits, or a file that holds them. Neither: `secret.key` in the data folder, made at first start. */
  readonly key?: string | undefined;
  readonly keyFile?: string | undefined;
  readonly log: LogOptions;
}

export interface RunningServer {
  /** As in `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Where the data are: the data folder's whole path, or which PostgreSQL. */
  readonly data: string;
  /** How many accounts there were at the start. */
  readonly accounts: number;
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
  const app = createApp(options.log);
  try {
    const key = await loadMasterKey(keySource(options), storage);
    const { registrations, inventory } = storage;
    const desk = createDesk({ registrations, inventory, ids: createIdSeal(key), now: () => new Date() });
    const authenticate = createAuthenticator(storage.accounts);
    const service = { desk, registrations };
    await app.register(xmlRpcRoutes, { service, authenticate });
    await app.register(portalRoutes, {
      prefix: portalPrefix,
      desk,
      storage,
      service,
      authenticate,
      cookieSecret: deriveKey(key, 'portal cookies'),
    });
    app.get('/', (_request, reply) => reply.redirect(`${portalPrefix}/`, 302));
    const url = await listen(app, options);
    const accounts = await storage.accounts.list();
    return {
      url,
      data: describeData(options),
      accounts: accounts.length,
      close: async (graceMs = 10_000) => {
        const patience = setTimeout(() => {
          app.server.closeAllConnections();
        }, graceMs);
        await app.close();
        clearTimeout(patience);
        await storage.close();
      },
    };
  } catch (error) {
    await app.close();
    await storage.close();
    throw error;
  }
}

function keySource(options: ServerOptions): KeySource {
  if (options.keyFile !== undefined) return { kind: 'file', path: options.keyFile, mayBeMade: false };
  if (options.key !== undefined) return { kind: 'text', text: options.key };
  return { kind: 'file', path: prepareDataFolder(options.data).keyFile, mayBeMade: true };
}

async function listen(app: ReturnType<typeof createApp>, { host, port }: ServerOptions): Promise<string> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    throw new SetupError(`Cannot listen on ${host}, port ${port}: ${complaint(systemCode(error), error)}`, {
      cause: error,
    });
  }
  const [address] = app.addresses();
  if (address === undefined || typeof address === 'string')
    throw new SetupError(`Nothing listens on ${host}, port ${port}.`);
  return `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`;
}

function complaint(code: string | undefined, error: unknown): string {
  switch (code) {
    case 'EADDRINUSE':
      return 'another program has this port. Choose another one with --port, or 0 for any that is free.';
    case 'EACCES':
      return 'this user may not. Choose a port above 1023 with --port.';
    case 'EADDRNOTAVAIL':
      return 'this machine has no such address. Choose another one with --host.';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'the name is unknown. Give an address with --host.';
    default:
      return `${error instanceof Error ? error.message : String(error)}.`;
  }
}
