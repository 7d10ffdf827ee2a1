import type {
  GetFunctions_Response,
  GetMetadata_Response,
  GetProviderSchema_Response,
  GetResourceIdentitySchemas_Response,
  ServerCapabilities,
} from '../gen/tfplugin6.ts';
import { functionMessage, identitySchemaMessage, schemaMessage } from '../wire/schema.ts';
import type { Session } from './session.ts';

/**
 * `planDestroy`: PlanResourceChange is also asked before a destroy. `getProviderSchemaOptional`: a process whose schema
 * the engine already knows from another one need not be asked again. `moveResourceState`: `moved` across types.
 */
const serverCapabilities: ServerCapabilities = {
  planDestroy: true,
  getProviderSchemaOptional: true,
  moveResourceState: true,
  generateResourceConfig: false,
};

const byType = <T extends { readonly type: string }, M>(all: readonly T[], message: (of: T) => M): Record<string, M> =>
  Object.fromEntries(all.map((one) => [one.type, message(one)]));

export function getProviderSchema<Client>({ provider }: Session<Client>): Promise<GetProviderSchema_Response> {
  return Promise.resolve({
    provider: schemaMessage(provider.schema),
    resourceSchemas: byType(provider.resources, ({ schema }) => schemaMessage(schema)),
    dataSourceSchemas: byType(provider.dataSources ?? [], ({ schema }) => schemaMessage(schema)),
    functions: functions(provider.functions),
    ephemeralResourceSchemas: {},
    listResourceSchemas: Object.fromEntries(
      (provider.listResources ?? []).map(({ of, schema }) => [of.type, schemaMessage(schema)]),
    ),
    stateStoreSchemas: {},
    actionSchemas: {},
    diagnostics: [],
    providerMeta: undefined,
    serverCapabilities,
  });
}

const functions = (all: Session<unknown>['provider']['functions'] = []) =>
  Object.fromEntries(all.map((one) => [one.name, functionMessage(one)]));

export const getFunctions = <Client>({ provider }: Session<Client>): Promise<GetFunctions_Response> =>
  Promise.resolve({ functions: functions(provider.functions), diagnostics: [] });

export function getMetadata<Client>({ provider }: Session<Client>): Promise<GetMetadata_Response> {
  return Promise.resolve({
    serverCapabilities,
    diagnostics: [],
    dataSources: (provider.dataSources ?? []).map(({ type }) => ({ typeName: type })),
    resources: provider.resources.map(({ type }) => ({ typeName: type })),
    functions: (provider.functions ?? []).map(({ name }) => ({ name })),
    ephemeralResources: [],
    listResources: (provider.listResources ?? []).map(({ of }) => ({ typeName: of.type })),
    stateStores: [],
    actions: [],
  });
}

export function getResourceIdentitySchemas<Client>({
  provider,
}: Session<Client>): Promise<GetResourceIdentitySchemas_Response> {
  const withIdentity = provider.resources.flatMap(({ type, identity }) => (identity ? [{ type, identity }] : []));
  return Promise.resolve({
    identitySchemas: byType(withIdentity, ({ identity }) => identitySchemaMessage(identity)),
    diagnostics: [],
  });
}
