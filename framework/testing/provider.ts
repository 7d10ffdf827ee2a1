import type { Provider } from '../definition/index.ts';
import { hclogLogger, type LogLine } from '../plugin/index.ts';
import { createSession, providerHandlers, type ProviderHandlers } from '../rpc/index.ts';
import { objectShape, type Value, type Values } from '../values/index.ts';
import { decodeDynamic, decodeValues, encodeDynamic } from '../wire/index.ts';
import { testAction, type TestAction } from './action.ts';
import { testEphemeralResource, type TestEphemeralResource } from './ephemeral-resource.ts';
import {
  clientCapabilities,
  completeConfig,
  deferredOf,
  diagnosticsOf,
  neverAborted,
  plainMessage,
  type Diagnosed,
  type EngineOptions,
  type MayDefer,
} from './messages.ts';
import { testResource, type CallSignal, type TestResource } from './resource.ts';

/** The RPCs of one data source. */
export interface TestDataSource {
  validate(config: Values): Promise<Diagnosed>;
  /** The state is null when reading fails, and unknown when it is deferred. */
  read(config: Values, options?: EngineOptions): Promise<MayDefer & { readonly state: Value }>;
}

/** One event of a list. An event with diagnostics alone has no display name and no identity. */
export interface ListEvent extends Diagnosed {
  readonly displayName: string;
  readonly identity: Values | null;
  readonly resource: Values | null;
}

/** The RPCs of one list resource. */
export interface TestListResource {
  validate(config: Values): Promise<Diagnosed>;
  list(
    options: { readonly config: Values; readonly limit?: number; readonly includeResource?: boolean } & CallSignal,
  ): AsyncIterable<ListEvent>;
}

/** The result of a function, or its error with the index of the argument that caused it. */
export interface FunctionResult {
  readonly result?: Value;
  readonly error?: { readonly message: string; readonly argument?: number };
}

/** A provider under test. Every RPC takes and returns plain values; an unknown value is `unknown`. */
export interface TestProvider {
  /** The response of GetProviderSchema, GetMetadata and the like, with types as JSON. */
  describe(rpc: 'getProviderSchema' | 'getMetadata' | 'getResourceIdentitySchemas' | 'getFunctions'): Promise<unknown>;
  validate(config?: Values): Promise<Diagnosed>;
  /** Configures the provider. Most other calls need it first. */
  configure(config?: Values, engineVersion?: string, options?: EngineOptions): Promise<Diagnosed>;
  /** Interrupts the running calls, as Ctrl-C does. */
  stop(): Promise<void>;
  resource(type: string): TestResource;
  dataSource(type: string): TestDataSource;
  ephemeralResource(type: string): TestEphemeralResource;
  listResource(type: string): TestListResource;
  action(type: string): TestAction;
  callFunction(name: string, ...args: readonly Value[]): Promise<FunctionResult>;
  /** The log so far, at level trace, with sensitive values masked. */
  readonly log: readonly LogLine[];
}

/** Runs a provider inside the test: without a process, a socket or an engine. */
export function testProvider(provider: Provider): TestProvider {
  const log: LogLine[] = [];
  const logger = hclogLogger(`provider.${provider.name}`, 'trace', (line) => log.push(line));
  const handlers = providerHandlers(createSession(provider, logger));
  const call = { signal: new AbortController().signal };
  const providerShape = objectShape(provider.schema);
  const encodeConfig = (config: Values) => encodeDynamic(providerShape, completeConfig(providerShape, config));
  return {
    log,
    describe: async (rpc) => plainMessage(await handlers[rpc]({}, call)),
    async validate(config = {}) {
      const { diagnostics } = await handlers.validateProviderConfig({ config: encodeConfig(config) }, call);
      return { diagnostics: diagnosticsOf(diagnostics) };
    },
    async configure(config = {}, terraformVersion = '1.11.4', engine = {}) {
      const request = {
        terraformVersion,
        config: encodeConfig(config),
        clientCapabilities: clientCapabilities(engine),
      };
      const { diagnostics } = await handlers.configureProvider(request, call);
      return { diagnostics: diagnosticsOf(diagnostics) };
    },
    async stop() {
      await handlers.stopProvider({}, call);
    },
    resource: (type) => testResource(provider, handlers, type),
    dataSource: (type) => testDataSource(provider, handlers, type),
    ephemeralResource: (type) => testEphemeralResource(provider, handlers, type),
    listResource: (type) => testListResource(provider, handlers, type),
    action: (type) => testAction(provider, handlers, type),
    callFunction: async (name, ...args) => {
      const definition = provider.functions?.find((one) => one.name === name);
      const types = args.map((_, i) => (definition?.parameters[i] ?? definition?.variadic)?.type ?? anyType);
      const encoded = args.map((argument, i) => encodeDynamic(types[i] ?? anyType, argument));
      const { result, error } = await handlers.callFunction({ name, arguments: encoded }, call);
      if (!error) return { result: decodeDynamic(definition?.returns ?? anyType, result) };
      const { text, functionArgument } = error;
      return {
        error: { message: text, ...(functionArgument !== undefined && { argument: Number(functionArgument) }) },
      };
    },
  };
}

const anyType = { kind: 'dynamic' } as const;

function testDataSource(provider: Provider, handlers: ProviderHandlers, typeName: string): TestDataSource {
  const definition = provider.dataSources?.find(({ type }) => type === typeName);
  const shape = objectShape(definition?.schema ?? { attributes: {} });
  const call = { signal: new AbortController().signal };
  const encode = (config: Values) => encodeDynamic(shape, completeConfig(shape, config));
  return {
    async validate(config) {
      const { diagnostics } = await handlers.validateDataResourceConfig({ typeName, config: encode(config) }, call);
      return { diagnostics: diagnosticsOf(diagnostics) };
    },
    async read(config, engine) {
      const request = {
        typeName,
        config: encode(config),
        providerMeta: undefined,
        clientCapabilities: clientCapabilities(engine),
      };
      const { state, deferred, diagnostics } = await handlers.readDataSource(request, call);
      return { state: decodeDynamic(shape, state), ...deferredOf(deferred), diagnostics: diagnosticsOf(diagnostics) };
    },
  };
}

function testListResource(provider: Provider, handlers: ProviderHandlers, typeName: string): TestListResource {
  const definition = provider.listResources?.find(({ of }) => of.type === typeName);
  const shape = objectShape(definition?.schema ?? { attributes: {} });
  const identityShape = objectShape(definition?.of.identity ?? { attributes: {} });
  const resourceShape = objectShape(definition?.of.schema ?? { attributes: {} });
  const encode = (config: Values) => encodeDynamic(shape, completeConfig(shape, config));
  return {
    async validate(config) {
      const request = { typeName, config: encode(config), includeResourceObject: undefined, limit: undefined };
      const { diagnostics } = await handlers.validateListResourceConfig(request, { signal: neverAborted });
      return { diagnostics: diagnosticsOf(diagnostics) };
    },
    async *list({ config, limit = 0, includeResource = false, signal = neverAborted }) {
      const request = {
        typeName,
        config: encode(config),
        includeResourceObject: includeResource,
        limit: BigInt(limit),
      };
      for await (const event of handlers.listResource(request, { signal })) {
        yield {
          displayName: event.displayName,
          identity: decodeValues(identityShape, event.identity?.identityData),
          resource: decodeValues(resourceShape, event.resourceObject),
          diagnostics: diagnosticsOf(event.diagnostic),
        };
      }
    },
  };
}
