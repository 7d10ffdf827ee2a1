import type { Http2Session } from 'node:http2';
import type { ListenOptions } from 'node:net';
import type { Logger, Provider } from '../definition/index.ts';
import { ProviderDefinition } from '../gen/tfplugin6.ts';
import { grpcServer, type Method, methodsOf, openCalls } from '../grpc/index.ts';
import { createSession, providerHandlers } from '../rpc/index.ts';
import { hclogLogger } from './logger.ts';
import { pluginServices } from './services.ts';

export interface ProviderServerOptions {
  /** Receives the provider's log; without it nothing is logged. */
  readonly log?: Logger;
  /** Certificate and key of the server, and the only client certificate that it accepts, in PEM; plain text without. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly clientCertificate: string };
  /** Called when the engine sends Shutdown. */
  readonly onShutdown?: () => void;
}

/** A provider that serves protocol 6 over gRPC. */
export interface ProviderServer {
  /** Starts to listen. Resolves with the address: the path of a socket, or `127.0.0.1:PORT`. */
  listen(target: Pick<ListenOptions, 'path' | 'port' | 'host'>): Promise<string>;
  /** Interrupts the running calls, as StopProvider does. */
  interrupt(): void;
  /** Interrupts the running calls, waits until each of them has been answered, and closes all connections. */
  close(reason?: string): Promise<void>;
}

/** Runs a provider inside this process, without a handshake and without ever ending the process. */
export function createProviderServer(provider: Provider, options: ProviderServerOptions = {}): ProviderServer {
  const { log = hclogLogger(`provider.${provider.name}`, undefined), tls, onShutdown = () => undefined } = options;
  const session = createSession(provider, log);
  const calls = openCalls();
  const server = grpcServer({
    calls,
    methods: [
      ...methodsOf(ProviderDefinition, providerHandlers(session)).map((method) => traced(method, log)),
      ...pluginServices(onShutdown),
    ],
    ...(tls && { tls }),
  });
  const connections = new Set<Http2Session>();
  server.on('session', (connection: Http2Session) => {
    connections.add(connection);
    connection.on('close', () => connections.delete(connection));
  });
  return {
    listen: (target) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(target, () => {
          const address = server.address();
          resolve(typeof address === 'object' && address !== null ? `127.0.0.1:${address.port}` : String(address));
        });
      }),
    interrupt: () => {
      session.stop.abort(new Error('interrupted'));
    },
    async close(reason = 'the server closes') {
      session.stop.abort(new Error(reason));
      await calls.idle();
      const closed = new Promise((resolve) => server.close(resolve));
      for (const connection of connections) connection.destroy();
      await closed;
    },
  };
}

/** The method, which logs each of its requests by the name of the RPC. */
function traced({ invoke, ...method }: Method, log: Logger): Method {
  if (invoke === undefined) return { ...method, invoke };
  const rpc = method.path.slice(method.path.lastIndexOf('/') + 1);
  return {
    ...method,
    invoke(request, call) {
      log.trace('received a request', { rpc });
      return invoke(request, call);
    },
  };
}
