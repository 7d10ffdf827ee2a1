import type { Server } from 'node:http';
import { createServer, type Server as NetServer } from 'node:net';
import { networkInterfaces } from 'node:os';

/**
 * The addresses to listen on for a host. `localhost` means both loopback addresses, if this machine has them, because
 * clients differ in which of the two they try.
 */
export function addressesOf(host: string): readonly [string, ...string[]] {
  if (host.toLowerCase() !== 'localhost') return [host];
  const there = new Set(
    Object.values(networkInterfaces()).flatMap((addresses) => (addresses ?? []).map(({ address }) => address)),
  );
  const [first, ...others] = ['127.0.0.1', '::1'].filter((address) => there.has(address));
  return first === undefined ? [host] : [first, ...others];
}

/** Listens on another address and passes its connections to a web server, so that certificates and limits are shared. */
export async function listenToo(
  server: Server,
  at: { readonly host: string; readonly port: number; readonly backlog: number },
): Promise<NetServer> {
  // With the options of the web server itself.
  const other = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    server.emit('connection', socket);
  });
  await new Promise<void>((resolve, reject) => {
    other.once('error', reject).listen(at, () => {
      other.off('error', reject);
      resolve();
    });
  });
  return other;
}
