import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { Server as TlsServer } from 'node:https';
import { connect, createServer, type ListenOptions, type Server as NetServer } from 'node:net';
import { pipeline } from 'node:stream';

const onBun = process.versions['bun'] !== undefined;

/**
 * Sockets at one address. Node.js accepts one connection from each socket in a turn of its event loop (libuv since 1.47).
 * While long lists are decoded, a turn takes 10 ms and more, and a phone connects twice to boot: 200 phones a second waited up
 * to 5 s (`npm run attacks -- "memory for bodies"`). Linux spreads connections over sockets that share a port.
 */
const SOCKETS_PER_ADDRESS = process.platform === 'linux' && !onBun ? 16 : 1;

interface ListenAddress {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  readonly backlog: number;
}

/**
 * The addresses to listen on for a host. `localhost` means both loopback addresses, because clients differ in which of the
 * two they try; a machine may lack one of them.
 */
export function addressesOf(host: string): readonly [string, ...string[]] {
  return host.toLowerCase() === 'localhost' ? ['127.0.0.1', '::1'] : [host];
}

/**
 * Listens on an address, or on a further one. Returns the sockets besides the server's own, which pass their connections to
 * it, so that certificates and limits are shared.
 */
export async function listenOn(server: Server, { host, ...rest }: ListenAddress): Promise<readonly NetServer[]> {
  // Bun would report an unknown name as a port in use.
  const at = { ...rest, host: (await lookup(host)).address };
  const reusePort = SOCKETS_PER_ADDRESS > 1;
  if (reusePort && at.port !== 0) await checkFree(at);
  const others: NetServer[] = [];
  let { port } = at;
  try {
    for (let count = 0; count < SOCKETS_PER_ADDRESS; count++) {
      const socket = server.listening ? forwardTo(server) : server;
      await listen(socket, { ...at, port, reusePort });
      if (socket !== server) others.push(socket);
      port = portOf(socket);
    }
    return others;
  } catch (error) {
    for (const other of others) other.close();
    throw error;
  }
}

/** Fails if another program listens on the address. Shared ports would let a second server of the same user start there. */
async function checkFree(at: ListenAddress): Promise<void> {
  const probe = createServer((socket) => socket.destroy());
  await listen(probe, at);
  probe.close();
  await once(probe, 'close');
}

function forwardTo(server: Server): NetServer {
  // With the options of the web server itself.
  return createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    // Bun would answer the connection without TLS.
    if (onBun && server instanceof TlsServer) {
      const inner = connect({ port: portOf(server), host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
      // Either side may end the connection at any time.
      pipeline(socket, inner, socket, () => undefined);
    } else {
      server.emit('connection', socket);
    }
  });
}

async function listen(server: NetServer, at: ListenOptions): Promise<void> {
  server.listen(at);
  // Rejects with the error of a server that cannot listen.
  await once(server, 'listening');
}

function portOf(server: NetServer): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
