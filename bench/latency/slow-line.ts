import { connect, createServer, type Socket } from 'node:net';
import { PassThrough } from 'node:stream';

/** A proxy on this machine that adds latency. */
export interface SlowLine {
  /** As in `http://127.0.0.1:41873`. */
  readonly url: string;
  close(): void;
}

/** Forwards bytes in both directions, each after half of the latency. */
export async function startSlowLine(target: string, latencyMs: number): Promise<SlowLine> {
  const { hostname: host, port } = new URL(target);
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect({ host, port: Number(port), noDelay: true });
    near.setNoDelay(true);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy()).on('close', () => sockets.delete(from));
      delayed(from, latencyMs / 2).pipe(to);
    }
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const own = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${own}`,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Delays bytes in order: timers of equal length expire in the order of their start. */
function delayed(from: Socket, ms: number): PassThrough {
  const later = new PassThrough();
  from.on('data', (chunk) => setTimeout(() => later.write(chunk), ms));
  from.on('end', () => setTimeout(() => later.end(), ms));
  return later;
}
