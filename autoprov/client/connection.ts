import type { Agent, ClientRequest, RequestOptions } from 'node:http';

export interface ConnectionSettings {
  readonly endpoint: URL;
  /** PEM, trusted in addition to the certificates that Node.js trusts. */
  readonly caCertificate: string | undefined;
  readonly maxConnections: number;
}

/** Requests over connections that are kept open between them. */
export interface Connection {
  request(options: RequestOptions): ClientRequest;
  /** Closes the connections that wait for their next request. */
  closeIdle(): void;
  close(): void;
}

/**
 * A server closes an idle connection when it likes; a request that crosses with that is lost. Most wait five seconds or more
 * (and Node.js heeds a `Keep-Alive: timeout`), so an idle connection is given up before.
 */
const idleConnectionMs = 4000;

/**
 * Loads the modules of Node.js for this endpoint, which is why it is a promise: TLS alone takes as long to load as all the
 * rest of a provider, and a provider that only validates never needs it.
 * Throws what TLS throws at a certificate that it cannot read.
 */
export async function openConnection(settings: ConnectionSettings): Promise<Connection> {
  const pool = { keepAlive: true, maxSockets: settings.maxConnections, timeout: idleConnectionMs };
  if (settings.endpoint.protocol === 'http:') {
    const http = await import('node:http');
    const agent = new http.Agent(pool);
    return withAgent(agent, (options) => http.request(settings.endpoint, { ...options, agent }));
  }
  const [https, tls] = await Promise.all([import('node:https'), import('node:tls')]);
  const trust =
    settings.caCertificate === undefined ? {} : { ca: [...tls.getCACertificates('default'), settings.caCertificate] };
  // Once here, where the error is clear, rather than in each connection.
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
