import { lookup } from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import { Duplex } from 'node:stream';
import type { SecureContext } from 'node:tls';
import { proxyAuthorization, type Proxy } from './proxy.ts';
import { TunnelError } from './tunnel-error.ts';

interface Authority {
  /** A host name, or an address without brackets. */
  readonly host: string;
  readonly port: number;
}

type PoolOptions = http.AgentOptions & { readonly secureContext?: SecureContext };

/**
 * Creates an agent whose connections pass through a proxy, by CONNECT (RFC 9110, 9.3.6) or SOCKS. A connection that cannot
 * be opened fails with a TunnelError.
 *
 * @returns the agent, and a function that gives up the tunnels that are being opened
 */
export function createTunnelAgent(
  endpoint: URL,
  proxy: Proxy,
  pool: PoolOptions,
): { readonly agent: http.Agent; readonly close: () => void } {
  const isSecure = endpoint.protocol === 'https:';
  const authority = {
    host: hostOf(endpoint),
    port: endpoint.port === '' ? (isSecure ? 443 : 80) : Number(endpoint.port),
  };
  const closed = new AbortController();
  const open = proxy.url.protocol.startsWith('socks') ? openBySocks : openByConnect;
  const agent = isSecure ? new https.Agent(pool) : new http.Agent(pool);
  const startTls = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    open(proxy, authority, pool.secureContext, closed.signal).then(
      (socket) => callback?.(null, isSecure ? (startTls({ ...options, ...{ socket } }) ?? socket) : socket),
      (error: unknown) => {
        // The callback's type requires a stream, which is ignored beside an error.
        callback?.(error instanceof TunnelError ? error : new TunnelError(undefined, error), new Duplex());
      },
    );
    return undefined;
  };
  return {
    agent,
    close() {
      closed.abort();
    },
  };
}

function openByConnect(
  proxy: Proxy,
  { host, port }: Authority,
  secureContext: SecureContext | undefined,
  signal: AbortSignal,
): Promise<Duplex> {
  const authority = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
  const authorization = proxyAuthorization(proxy);
  const { request } = proxy.url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const connect = request({
      ...{ secureContext },
      protocol: proxy.url.protocol,
      hostname: hostOf(proxy.url),
      port: proxy.url.port,
      method: 'CONNECT',
      path: authority,
      headers: { host: authority, ...(authorization !== undefined && { 'proxy-authorization': authorization }) },
      agent: false,
      signal,
    });
    connect.once('connect', ({ statusCode = 0, statusMessage = '' }, socket) => {
      if (statusCode >= 200 && statusCode <= 299) {
        resolve(socket);
        return;
      }
      socket.destroy();
      reject(new TunnelError({ status: statusCode, reason: statusMessage }));
    });
    connect.on('error', reject);
    connect.end();
  });
}

async function openBySocks(
  { url, credentials }: Proxy,
  authority: Authority,
  _trust: SecureContext | undefined,
  signal: AbortSignal,
): Promise<Duplex> {
  const { SocksClient } = await import('socks');
  const host = url.protocol === 'socks5h:' ? authority.host : (await lookup(authority.host)).address;
  const { socket } = await SocksClient.createConnection({
    command: 'connect',
    destination: { ...authority, host },
    proxy: {
      host: hostOf(url),
      port: url.port === '' ? 1080 : Number(url.port),
      type: 5,
      ...(credentials !== undefined && { userId: credentials.username, password: credentials.password }),
    },
  });
  if (signal.aborted) socket.destroy();
  return socket;
}

/** The host of a URL; an IPv6 address without brackets. */
const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');
