import type { Agent, ClientRequest, RequestOptions } from 'node:http';

export interface ConnectionSettings {
  readonly endpoint: URL;
  /** PEM; trusted in addition to the certificates that Node.js trusts. */
  readonly caCertificate: string | undefined;
  readonly maxConnections: number;
}

/** A pool of connections that are kept alive between requests. */
export interface Connection {
  request(options: RequestOptions): ClientRequest;
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
 * Creates the connection pool for an endpoint. Asynchronous, because it loads TLS on demand: that takes as long as the rest
 * of a provider, and a provider that only validates never needs it.
 */
export async function openConnection(settings: ConnectionSettings): Promise<Connection> {
  const pool = { keepAlive: true, maxSockets: settings.maxConnections, timeout: IDLE_CONNECTION_MS };
  if (settings.endpoint.protocol === 'http:') {
    const http = await import('node:http');
    const agent = new http.Agent(pool);
    return withAgent(agent, (options) => http.request(settings.endpoint, { ...options, agent }));
  }
  const [https, tls] = await Promise.all([import('node:https'), import('node:tls')]);
  const trust =
    settings.caCertificate === undefined ? {} : { ca: [...tls.getCACertificates('default'), settings.caCertificate] };
  const agent = new https.Agent({ ...pool, ...trust });
  return withAgent(agent, (options) => https.request(settings.endpoint, { ...options, agent }));
}

function withAgent(agent: Agent, request: Connection['request']): Connection {
  return {
    request,
    closeIdle() {
      for (const socket of Object.values(agent.freeSockets).flat()) socket?.destroy();
    },
    close() {
      agent.destroy();
    },
  };
}
