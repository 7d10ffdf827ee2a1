import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { inspect } from 'node:util';
import { createClient, type AutoprovClient, type ClientOptions } from '#autoprov';
import { encodeResponse } from '#xmlrpc';

export const password = 'correct horse battery staple';
export const macId = '7C2F80820EC0-55DF';

/** Servers with scripted behaviour and clients for them. `close` ends all of them. */
export interface Fakes {
  /** Starts an HTTP server and returns its URL. */
  http(answer: RequestListener): Promise<string>;
  /** Starts a TCP server and returns its URL. */
  tcp(connected: (socket: Socket) => void): Promise<string>;
  /** Makes a server listen and returns its port. */
  listen(server: Server): Promise<number>;
  client(endpoint: string, options?: Partial<ClientOptions>): AutoprovClient;
  close(): void;
}

export function createFakes(): Fakes {
  const closers: (() => void)[] = [];
  const listen = async (server: Server): Promise<number> => {
    const sockets = new Set<Socket>();
    server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => undefined)));
    closers.push(() => {
      server.close();
      for (const socket of sockets) socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return portOf(server.address());
  };
  return {
    listen,
    http: async (answer) => `http://127.0.0.1:${await listen(createHttpServer(answer))}`,
    tcp: async (connected) => `http://127.0.0.1:${await listen(createTcpServer(connected))}`,
    client(endpoint, options = {}) {
      const client = createClient({ endpoint, username: 'daryna', password, ...options });
      closers.push(() => client.close());
      return client;
    },
    close() {
      for (const close of closers.splice(0)) close();
    },
  };
}

function portOf(address: string | AddressInfo | null): number {
  if (typeof address !== 'object' || address === null) throw new Error('the server does not listen');
  return address.port;
}

/** An answer of `[1, "OK: password"]`. */
export const okAnswer = encodeResponse([true, 'OK: password']);

/** The error of a call. Fails if the error, or anything within it, contains a secret. */
export async function failureOf(call: Promise<unknown>): Promise<unknown> {
  const error = await call.then(
    (value) => {
      throw new Error(`the call returned ${inspect(value)}`);
    },
    (caught: unknown) => caught,
  );
  const all = inspect(error, { depth: 10, showHidden: true });
  for (const secret of [password, Buffer.from(`daryna:${password}`).toString('base64'), '55DF', '55df']) {
    expect(all).not.toContain(secret);
  }
  return error;
}
