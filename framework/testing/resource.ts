import type { Provider, Resource } from '../definition/index.ts';
import type { ResourceIdentityData } from '../gen/tfplugin6.ts';
import type { CallOptions } from '../grpc/index.ts';
import type { ProviderHandlers } from '../rpc/index.ts';
import { formatPath, objectShape, type Values } from '../values/index.ts';
import { decodeValues, encodeDynamic, pathFromMessage } from '../wire/index.ts';
import {
  clientCapabilities,
  completeConfig,
  deferredOf,
  diagnosticsOf,
  hasError,
  neverAborted,
  privateBytes,
  privateValues,
  proposedState,
  type Diagnosed,
  type EngineOptions,
  type MayDefer,
  type PrivateValues,
} from './messages.ts';

/** A resource as the engine keeps it between calls. */
export interface Instance {
  /** Null when the resource does not exist. */
  readonly state: Values | null;
  readonly identity?: Values | null;
  readonly privateState?: PrivateValues;
}

/** An instance as a call returned it. */
export type InstanceResult = Required<Instance> & MayDefer;

export interface PlanOptions extends EngineOptions {
  /** Null plans to destroy the resource. Missing attributes are null, missing blocks are empty. */
  readonly config: Values | null;
  /** The instance before the change; without one, the resource is to be created. */
  readonly prior?: Instance | undefined;
  /** Replaces the proposed new state that an engine would make from configuration and prior state. */
  readonly proposed?: Values;
}

export interface PlanResult extends MayDefer {
  readonly plan: Values | null;
  /** The formatted paths of the attributes that require a replacement. */
  readonly requiresReplace: readonly string[];
  readonly identity: Values | null;
  readonly privateState: PrivateValues;
}

/** Cancels the call, as an engine that no longer wants the response. */
export type CallSignal = Partial<CallOptions>;

/** The RPCs of one resource type. */
export interface TestResource {
  /** `writeOnly: false` is an engine that does not support write-only attributes. */
  validate(config: Values, options?: { readonly writeOnly?: boolean }): Promise<Diagnosed>;
  plan(options: PlanOptions): Promise<PlanResult>;
  /** Applies a plan: creates, updates or destroys. */
  apply(
    options: PlanOptions & { readonly planned: Pick<PlanResult, 'plan'> & Partial<PlanResult> } & CallSignal,
  ): Promise<InstanceResult>;
  /**
   * Plans and applies, as `terraform apply` does: destroys and creates the resource when the plan requires it. Stops at
   * the first error. The diagnostics are those of all calls.
   */
  planAndApply(options: PlanOptions): Promise<InstanceResult>;
  read(instance: Instance, options?: EngineOptions): Promise<InstanceResult>;
  /** Imports by an ID or by an identity. The state is null when the import fails or is deferred. */
  import(by: { readonly id: string } | { readonly identity: Values }, options?: EngineOptions): Promise<InstanceResult>;
  /** The configuration that an engine writes for this state. */
  generateConfig(state: Values): Promise<Diagnosed & { readonly config: Values | null }>;
  /** Upgrades a state from the JSON of the state file. */
  upgrade(version: number, json: unknown): Promise<Diagnosed & { readonly state: Values | null }>;
  upgradeIdentity(version: number, json: unknown): Promise<Diagnosed & { readonly identity: Values | null }>;
  /** Takes over the state of another resource type, as a `moved` block does. */
  move(source: {
    readonly provider: string;
    readonly type: string;
    readonly version?: number;
    readonly json: unknown;
  }): Promise<InstanceResult>;
}

/** JSON, or a text that already is JSON: a parsed number may have lost digits. */
export const rawState = (json: unknown) => ({
  json: Buffer.from(typeof json === 'string' ? json : JSON.stringify(json)),
  flatmap: {},
});

export function testResource(provider: Provider, handlers: ProviderHandlers, typeName: string): TestResource {
  const definition: Pick<Resource, 'schema' | 'identity'> | undefined = provider.resources.find(
    ({ type }) => type === typeName,
  );
  const shape = objectShape(definition?.schema ?? { attributes: {} });
  const identityShape = objectShape(definition?.identity ?? { attributes: {} });
  const call = { signal: neverAborted };
  const encode = (values: Values | null) => encodeDynamic(shape, values);
  const configOf = (config: Values | null) => config && completeConfig(shape, config);
  const encodeIdentity = (identity: Values | null | undefined): ResourceIdentityData | undefined =>
    identity ? { identityData: encodeDynamic(identityShape, identity) } : undefined;
  const decodeIdentity = (message: ResourceIdentityData | undefined): Values | null =>
    message ? decodeValues(identityShape, message.identityData) : null;

  const resource: TestResource = {
    async validate(config, { writeOnly } = {}) {
      const { diagnostics } = await handlers.validateResourceConfig(
        { typeName, config: encode(configOf(config)), clientCapabilities: clientCapabilities({}, writeOnly) },
        call,
      );
      return { diagnostics: diagnosticsOf(diagnostics) };
    },

    async plan({ config, prior = { state: null }, proposed, ...engine }) {
      const complete = configOf(config);
      const response = await handlers.planResourceChange(
        {
          typeName,
          config: encode(complete),
          priorState: encode(prior.state),
          proposedNewState: encode(proposed ?? (complete && proposedState(shape, complete, prior.state))),
          priorPrivate: privateBytes(prior.privateState ?? {}),
          priorIdentity: encodeIdentity(prior.identity),
          plannedPrivate: new Uint8Array(),
          providerMeta: undefined,
          clientCapabilities: clientCapabilities(engine),
        },
        call,
      );
      return {
        plan: decodeValues(shape, response.plannedState),
        requiresReplace: response.requiresReplace.map((path) => formatPath(pathFromMessage(path))),
        identity: decodeIdentity(response.plannedIdentity),
        privateState: privateValues(response.plannedPrivate),
        ...deferredOf(response.deferred),
        diagnostics: diagnosticsOf(response.diagnostics),
      };
    },

    async apply({ config, prior = { state: null }, planned, signal = neverAborted }) {
      const response = await handlers.applyResourceChange(
        {
          typeName,
          config: encode(configOf(config)),
          priorState: encode(prior.state),
          plannedState: encode(planned.plan),
          plannedPrivate: privateBytes(planned.privateState ?? {}),
          plannedIdentity: encodeIdentity(planned.identity),
          providerMeta: undefined,
        },
        { signal },
      );
      return {
        state: decodeValues(shape, response.newState),
        identity: decodeIdentity(response.newIdentity),
        privateState: privateValues(response.private),
        diagnostics: diagnosticsOf(response.diagnostics),
      };
    },

    async planAndApply({ config, prior = { state: null }, ...options }) {
      const planned = await resource.plan({ config, prior, ...options });
      const before: InstanceResult = { identity: null, privateState: {}, ...prior, diagnostics: planned.diagnostics };
      if (hasError(planned)) return before;
      if (prior.state === null || planned.requiresReplace.length === 0) {
        return withDiagnostics(before, await resource.apply({ config, prior, planned }));
      }
      const destroyed = await resource.apply({ config: null, prior, planned: { ...planned, plan: null } });
      if (hasError(destroyed)) return withDiagnostics(before, destroyed);
      return withDiagnostics(destroyed, await resource.planAndApply({ config }));
    },

    async read({ state, identity, privateState = {} }, engine) {
      const response = await handlers.readResource(
        {
          typeName,
          currentState: encode(state),
          private: privateBytes(privateState),
          currentIdentity: encodeIdentity(identity),
          providerMeta: undefined,
          clientCapabilities: clientCapabilities(engine),
        },
        call,
      );
      return {
        state: decodeValues(shape, response.newState),
        identity: decodeIdentity(response.newIdentity),
        privateState: privateValues(response.private),
        ...deferredOf(response.deferred),
        diagnostics: diagnosticsOf(response.diagnostics),
      };
    },

    async import(by, engine) {
      const { importedResources, deferred, diagnostics } = await handlers.importResourceState(
        {
          typeName,
          id: 'id' in by ? by.id : '',
          identity: 'identity' in by ? encodeIdentity(by.identity) : undefined,
          clientCapabilities: clientCapabilities(engine),
        },
        call,
      );
      const [imported] = importedResources;
      return {
        state: deferred ? null : decodeValues(shape, imported?.state),
        identity: decodeIdentity(imported?.identity),
        privateState: privateValues(imported?.private ?? new Uint8Array()),
        ...deferredOf(deferred),
        diagnostics: diagnosticsOf(diagnostics),
      };
    },

    async generateConfig(state) {
      const request = { typeName, state: encodeDynamic(shape, state) };
      const { config, diagnostics } = await handlers.generateResourceConfig(request, call);
      return { config: decodeValues(shape, config), diagnostics: diagnosticsOf(diagnostics) };
    },

    async upgrade(version, json) {
      const request = { typeName, version: BigInt(version), rawState: rawState(json) };
      const { upgradedState, diagnostics } = await handlers.upgradeResourceState(request, call);
      return { state: decodeValues(shape, upgradedState), diagnostics: diagnosticsOf(diagnostics) };
    },

    async upgradeIdentity(version, json) {
      const request = { typeName, version: BigInt(version), rawIdentity: rawState(json) };
      const { upgradedIdentity, diagnostics } = await handlers.upgradeResourceIdentity(request, call);
      return { identity: decodeIdentity(upgradedIdentity), diagnostics: diagnosticsOf(diagnostics) };
    },

    async move({ provider: sourceProviderAddress, type: sourceTypeName, version = 0, json }) {
      const response = await handlers.moveResourceState(
        {
          sourceProviderAddress,
          sourceTypeName,
          sourceSchemaVersion: BigInt(version),
          sourceState: rawState(json),
          targetTypeName: typeName,
          sourcePrivate: new Uint8Array(),
          sourceIdentity: undefined,
          sourceIdentitySchemaVersion: 0n,
        },
        call,
      );
      return {
        state: decodeValues(shape, response.targetState),
        identity: decodeIdentity(response.targetIdentity),
        privateState: privateValues(response.targetPrivate),
        diagnostics: diagnosticsOf(response.diagnostics),
      };
    },
  };
  return resource;
}

const withDiagnostics = (before: Diagnosed, after: InstanceResult): InstanceResult => ({
  ...after,
  diagnostics: [...before.diagnostics, ...after.diagnostics],
});
