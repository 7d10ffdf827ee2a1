import type { Provider } from '../definition/index.ts';
import type { ProviderHandlers } from '../rpc/index.ts';
import { objectShape, type Value, type Values } from '../values/index.ts';
import { dateFromMessage, decodeDynamic, encodeDynamic } from '../wire/index.ts';
import {
  clientCapabilities,
  completeConfig,
  deferredOf,
  diagnosticsOf,
  neverAborted,
  privateBytes,
  privateValues,
  type Diagnosed,
  type EngineOptions,
  type MayDefer,
  type PrivateValues,
} from './messages.ts';
import type { CallSignal } from './resource.ts';

/** What the engine keeps of an open ephemeral resource. */
export interface EphemeralLease extends Diagnosed {
  readonly renewAt: Date | null;
  readonly privateState: PrivateValues;
}

/** The RPCs of one ephemeral resource. */
export interface TestEphemeralResource {
  validate(config: Values): Promise<Diagnosed>;
  /** The result is null when opening fails, and unknown when it is deferred. */
  open(
    config: Values,
    options?: EngineOptions & CallSignal,
  ): Promise<EphemeralLease & MayDefer & { readonly result: Value }>;
  renew(lease: Pick<EphemeralLease, 'privateState'>): Promise<EphemeralLease>;
  close(lease: Pick<EphemeralLease, 'privateState'>): Promise<Diagnosed>;
}

export function testEphemeralResource(
  provider: Provider,
  handlers: ProviderHandlers,
  typeName: string,
): TestEphemeralResource {
  const definition = provider.ephemeralResources?.find(({ type }) => type === typeName);
  const shape = objectShape(definition?.schema ?? { attributes: {} });
  const call = { signal: neverAborted };
  const encode = (config: Values) => encodeDynamic(shape, completeConfig(shape, config));
  const leaseOf = ({ renewAt, private: bytes, diagnostics }: Renewed): EphemeralLease => ({
    renewAt: renewAt ? dateFromMessage(renewAt) : null,
    privateState: privateValues(bytes ?? new Uint8Array()),
    diagnostics: diagnosticsOf(diagnostics),
  });
  return {
    async validate(config) {
      const request = { typeName, config: encode(config) };
      const { diagnostics } = await handlers.validateEphemeralResourceConfig(request, call);
      return { diagnostics: diagnosticsOf(diagnostics) };
    },
    async open(config, { signal = neverAborted, ...engine } = {}) {
      const request = { typeName, config: encode(config), clientCapabilities: clientCapabilities(engine) };
      const response = await handlers.openEphemeralResource(request, { signal });
      const result = decodeDynamic(shape, response.result);
      return { result, ...leaseOf(response), ...deferredOf(response.deferred) };
    },
    async renew({ privateState }) {
      return leaseOf(await handlers.renewEphemeralResource({ typeName, private: privateBytes(privateState) }, call));
    },
    async close({ privateState }) {
      const request = { typeName, private: privateBytes(privateState) };
      const { diagnostics } = await handlers.closeEphemeralResource(request, call);
      return { diagnostics: diagnosticsOf(diagnostics) };
    },
  };
}

type Renewed = Awaited<ReturnType<ProviderHandlers['renewEphemeralResource']>>;
