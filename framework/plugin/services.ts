import { GRPCBrokerDefinition } from '../gen/grpc_broker.ts';
import { GRPCControllerDefinition } from '../gen/grpc_controller.ts';
import { GRPCStdioDefinition } from '../gen/grpc_stdio.ts';
import { HealthCheckResponse_ServingStatus, HealthDefinition } from '../gen/health.ts';
import { methodsOf, type Method } from '../grpc/index.ts';

/** The services that go-plugin's client expects beside the provider's own. */
export const pluginServices = (onShutdown: () => void): Method[] => [
  ...methodsOf(GRPCControllerDefinition, {
    shutdown: () => {
      onShutdown();
      return Promise.resolve({});
    },
  }),
  // The engine reads the output of the process directly; its client only needs the stream to stay open.
  ...longLived(methodsOf(GRPCStdioDefinition, { streamStdio: (_, { signal }) => silentStream(signal) })),
  // The broker serves plugins that call back, which a provider never does.
  ...longLived(methodsOf(GRPCBrokerDefinition, { startStream: (_, { signal }) => silentStream(signal) })),
  ...methodsOf(HealthDefinition, {
    check: () => Promise.resolve({ status: HealthCheckResponse_ServingStatus.SERVING }),
  }),
];

const longLived = (methods: readonly Method[]): Method[] => methods.map((method) => ({ ...method, longLived: true }));

async function* silentStream(signal: AbortSignal): AsyncGenerator<never> {
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
