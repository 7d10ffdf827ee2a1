import type { Server } from 'node:http';
import { createServer, type Server as NetServer } from 'node:net';

/**
 * The addresses to listen on for a host. `localhost` means both loopback addresses, because clients differ in which of the
 * two they try; a machine may lack one of them.
 */
export function addressesOf(host: string): readonly [string, ...string[]] {
  return host.toLowerCase() === 'localhost' ? ['127.0.0.1', '::1'] : [host];
}

/** Listens on an address. */
export async function listenOn(server: NetServer, at: ListenAddress): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(at, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

interface ListenAddress {
  readonly host: string;
  readonly port: number;
  readonly backlog: number;
}

/** Listens on another address and passes its connections to a web server, so that certificates and limits are shared. */
export async function listenToo(server: Server, at: ListenAddress): Promise<NetServer> {
  // With the options of the web server itself.
  const other = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    server.emit('connection', socket);
  });
  await listenOn(other, at);
  return other;
}
