import type { Provider } from '../definition/index.ts';
import type {
  GetFunctions_Response,
  GetMetadata_Response,
  GetProviderSchema_Response,
  GetResourceIdentitySchemas_Response,
  ServerCapabilities,
} from '../gen/tfplugin6.ts';
import { functionMessage, identitySchemaMessage, schemaMessage } from '../wire/index.ts';
import type { Session } from './session.ts';

/**
 * `planDestroy`: PlanResourceChange is also called before a destroy. `getProviderSchemaOptional`: the engine may reuse
 * the schema that it got from another process. `moveResourceState`: `moved` blocks work across types.
 * `generateResourceConfig`: the provider writes the configuration of what an engine found or imported.
 */
const serverCapabilities: ServerCapabilities = {
  planDestroy: true,
  getProviderSchemaOptional: true,
  moveResourceState: true,
  generateResourceConfig: true,
};

const byType = <T extends { readonly type: string }, M>(all: readonly T[], message: (of: T) => M): Record<string, M> =>
  Object.fromEntries(all.map((one) => [one.type, message(one)]));

export const getProviderSchema = ({ provider }: Session): Promise<GetProviderSchema_Response> =>
  Promise.resolve({
    provider: schemaMessage(provider.schema),
    resourceSchemas: byType(provider.resources, ({ schema }) => schemaMessage(schema)),
    dataSourceSchemas: byType(provider.dataSources ?? [], ({ schema }) => schemaMessage(schema)),
    functions: functionMessages(provider),
    ephemeralResourceSchemas: byType(provider.ephemeralResources ?? [], ({ schema }) => schemaMessage(schema)),
    listResourceSchemas: Object.fromEntries(
      (provider.listResources ?? []).map(({ of, schema }) => [of.type, schemaMessage(schema)]),
    ),
    stateStoreSchemas: {},
    actionSchemas: byType(provider.actions ?? [], ({ schema }) => ({ schema: schemaMessage(schema) })),
    diagnostics: [],
    providerMeta: undefined,
    serverCapabilities,
  });

const functionMessages = ({ functions = [] }: Provider) =>
  Object.fromEntries(functions.map((one) => [one.name, functionMessage(one)]));

export const getFunctions = ({ provider }: Session): Promise<GetFunctions_Response> =>
  Promise.resolve({ functions: functionMessages(provider), diagnostics: [] });

export const getMetadata = ({ provider }: Session): Promise<GetMetadata_Response> =>
  Promise.resolve({
    serverCapabilities,
    diagnostics: [],
    dataSources: (provider.dataSources ?? []).map(({ type }) => ({ typeName: type })),
    resources: provider.resources.map(({ type }) => ({ typeName: type })),
    functions: (provider.functions ?? []).map(({ name }) => ({ name })),
    ephemeralResources: (provider.ephemeralResources ?? []).map(({ type }) => ({ typeName: type })),
    listResources: (provider.listResources ?? []).map(({ of }) => ({ typeName: of.type })),
    stateStores: [],
    actions: (provider.actions ?? []).map(({ type }) => ({ typeName: type })),
  });

export function getResourceIdentitySchemas({ provider }: Session): Promise<GetResourceIdentitySchemas_Response> {
  const withIdentity = provider.resources.flatMap(({ type, identity }) => (identity ? [{ type, identity }] : []));
  return Promise.resolve({
    identitySchemas: byType(withIdentity, ({ identity }) => identitySchemaMessage(identity)),
    diagnostics: [],
  });
}
