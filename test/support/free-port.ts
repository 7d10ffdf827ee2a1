import { createServer } from 'node:net';

/** The ports that this process has got. A program that was given one may not listen on it yet. */
const given = new Set<number>();

/**
 * A port of 127.0.0.1 that was free a moment ago, for programs that cannot choose one themselves. A process never gets the
 * same port twice.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = await currentlyFree();
    if (given.has(port)) continue;
    given.add(port);
    return port;
  }
}

function currentlyFree(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
    server.once('error', reject);
  });
}
