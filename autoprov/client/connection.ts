import type { ClientRequest, RequestOptions } from 'node:http';
import { proxyAuthorization, type Proxy } from './proxy.ts';
import { createTrust } from './trust.ts';

export interface ConnectionSettings {
  readonly endpoint: URL;
  /** PEM; trusted in addition to the certificates that Node.js and the operating system trust. */
  readonly caCertificate: string | undefined;
  readonly maxConnections: number;
  readonly proxy: Proxy | undefined;
}

/** A pool of connections that are kept alive between requests. */
export interface Connection {
  request(options: RequestOptions): ClientRequest;
  /** Whether an HTTP proxy forwards each request, so that connections are made to the proxy. */
  readonly isForwarded: boolean;
  /** Whether the endpoint, which is http, completes a TLS handshake. Asks once; false for https and behind a proxy. */
  expectsTls(): Promise<boolean>;
  /** Closes the connections that carry no request at the moment. */
  closeIdle(): void;
  close(): void;
}

/**
 * Servers close idle connections at will, and a request that crosses with the close is lost. Most servers wait at least
 * five seconds (Node.js itself honours a `Keep-Alive: timeout`), so the client gives up an idle connection earlier.
 */
const IDLE_CONNECTION_MS = 4000;

/**
 * Creates the connection pool for an endpoint. Asynchronous, because it loads TLS and proxies on demand: TLS takes as long
 * as the rest of a provider, and a provider that only validates never needs it.
 *
 * @throws an error with an OpenSSL code if the CA certificate is not valid
 */
export async function openConnection(settings: ConnectionSettings): Promise<Connection> {
  const { endpoint, proxy, caCertificate, maxConnections } = settings;
  // For https, and with SOCKS, a proxy only passes bytes on.
  const isForwarded = endpoint.protocol === 'http:' && /^https?:$/.test(proxy?.url.protocol ?? '');
  const target = isForwarded && proxy !== undefined ? proxy.url : endpoint;
  const isSecure = target.protocol === 'https:';
  const http = isSecure ? await import('node:https') : await import('node:http');
  const pool = {
    // Some proxies close a connection after each answer without announcing it. A change sent at that moment would be lost.
    keepAlive: !isForwarded,
    maxSockets: maxConnections,
    timeout: IDLE_CONNECTION_MS,
    ...((isSecure || proxy?.url.protocol === 'https:') && { secureContext: await createTrust(caCertificate) }),
  };
  const tunnel =
    proxy === undefined || isForwarded
      ? undefined
      : (await import('./tunnel.ts')).createTunnelAgent(endpoint, proxy, pool);
  const agent = tunnel?.agent ?? new http.Agent(pool);
  const forward = isForwarded && proxy !== undefined ? forwarding(endpoint, proxy) : undefined;
  let probe: Promise<boolean> | undefined;
  return {
    isForwarded,
    expectsTls: () =>
      (probe ??= isSecure || proxy !== undefined ? Promise.resolve(false) : completesHandshake(endpoint)),
    request: (options) => http.request(target, { ...options, ...forward?.(options), agent }),
    closeIdle() {
      for (const socket of Object.values(agent.freeSockets).flat()) socket?.destroy();
    },
    close() {
      agent.destroy();
      tunnel?.close();
    },
  };
}

/** A handshake takes two round trips; a server that needs longer is not worth the wait for a better message. */
const HANDSHAKE_LIMIT_MS = 2000;

/** Whether a server completes a TLS handshake. Nothing is sent over the connection, so any certificate will do. */
async function completesHandshake({ hostname, port }: URL): Promise<boolean> {
  const tls = await import('node:tls');
  return new Promise((resolve) => {
    const socket = tls.connect({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? 80 : Number(port),
      rejectUnauthorized: false,
      timeout: HANDSHAKE_LIMIT_MS,
    });
    const finish = (answer: boolean) => (): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('secureConnect', finish(true)).once('timeout', finish(false)).on('error', finish(false));
    socket.once('close', finish(false));
  });
}

/** Changes a request to the absolute form (RFC 9112, 3.2.2), which a proxy forwards. */
function forwarding(endpoint: URL, proxy: Proxy): (options: RequestOptions) => RequestOptions {
  const authorization = proxyAuthorization(proxy);
  const added = { host: endpoint.host, ...(authorization !== undefined && { 'proxy-authorization': authorization }) };
  return ({ headers }) => ({ path: endpoint.href, headers: Object.assign({}, headers, added) });
}
