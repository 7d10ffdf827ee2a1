import { GRPCBrokerDefinition } from '../gen/grpc_broker.ts';
import { GRPCControllerDefinition } from '../gen/grpc_controller.ts';
import { GRPCStdioDefinition } from '../gen/grpc_stdio.ts';
import { HealthCheckResponse_ServingStatus, HealthDefinition } from '../gen/health.ts';
import { methodsOf, type Method } from './grpc-service.ts';

/** What go-plugin's client expects beside the plugin's own service; `shutdown` ends the process once all is answered. */
export const pluginServices = (shutdown: () => void): Method[] => [
  ...methodsOf(GRPCControllerDefinition, {
    shutdown: () => {
      shutdown();
      return Promise.resolve({});
    },
  }),
  // Output goes to the log by itself; the client only wants the stream to stay open.
  ...lasting(methodsOf(GRPCStdioDefinition, { streamStdio: (_, { signal }) => silence(signal) })),
  // The broker is for plugins that call back, which a provider does not.
  ...lasting(methodsOf(GRPCBrokerDefinition, { startStream: (_, { signal }) => silence(signal) })),
  ...methodsOf(HealthDefinition, {
    check: () => Promise.resolve({ status: HealthCheckResponse_ServingStatus.SERVING }),
  }),
];

const lasting = (methods: readonly Method[]): Method[] => methods.map((method) => ({ ...method, lasting: true }));

async function* silence(signal: AbortSignal): AsyncGenerator<never> {
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
