import type { Server } from 'node:http';
import { createServer, type Server as NetServer } from 'node:net';
import { networkInterfaces } from 'node:os';

/**
 * The addresses to listen on for a host. `localhost` is both loopback addresses, as far as this machine has them: which of
 * the two a client tries first, and whether it tries the other, is its own affair.
 */
export function addressesOf(host: string): readonly [string, ...string[]] {
  if (host.toLowerCase() !== 'localhost') return [host];
  const there = new Set(
    Object.values(networkInterfaces()).flatMap((addresses) => (addresses ?? []).map(({ address }) => address)),
  );
  const [first, ...others] = ['127.0.0.1', '::1'].filter((address) => there.has(address));
  return first === undefined ? [host] : [first, ...others];
}

/** Takes connections for a web server at one more address, and hands them to it: certificates and limits are the same. */
export async function listenToo(
  server: Server,
  at: { readonly host: string; readonly port: number; readonly backlog: number },
): Promise<NetServer> {
  // As the web server itself takes them.
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
