import type { ProviderDefinition } from '../gen/tfplugin6.ts';
import type { Handlers } from '../plugin/grpc-service.ts';
import { applyResourceChange } from './apply-resource-change.ts';
import { callFunction } from './call-function.ts';
import { configureProvider, stopProvider } from './configure-provider.ts';
import { getFunctions, getMetadata, getProviderSchema, getResourceIdentitySchemas } from './get-provider-schema.ts';
import { upgradeResourceIdentity } from './identity.ts';
import { importResourceState } from './import-resource-state.ts';
import { listResource } from './list-resource.ts';
import { planResourceChange } from './plan-resource-change.ts';
import { readDataSource } from './read-data-source.ts';
import { readResource } from './read-resource.ts';
import { moveResourceState, upgradeResourceState } from './saved-state.ts';
import type { Session } from './session.ts';
import {
  validateDataResourceConfig,
  validateListResourceConfig,
  validateProviderConfig,
  validateResourceConfig,
} from './validate-config.ts';

/**
 * Protocol 6, one handler an RPC. What is not here (ephemeral resources, state stores, actions, generated
 * configuration) the schema does not offer either; an engine that asks all the same is answered UNIMPLEMENTED.
 */
export const providerHandlers = <Client>(session: Session<Client>): Handlers<typeof ProviderDefinition> => ({
  getMetadata: () => getMetadata(session),
  getProviderSchema: () => getProviderSchema(session),
  getResourceIdentitySchemas: () => getResourceIdentitySchemas(session),
  getFunctions: () => getFunctions(session),
  validateProviderConfig: (request, call) => validateProviderConfig(session, request, call),
  validateResourceConfig: (request, call) => validateResourceConfig(session, request, call),
  validateDataResourceConfig: (request, call) => validateDataResourceConfig(session, request, call),
  validateListResourceConfig: (request, call) => validateListResourceConfig(session, request, call),
  configureProvider: (request, call) => configureProvider(session, request, call),
  stopProvider: () => stopProvider(session),
  upgradeResourceState: (request, call) => upgradeResourceState(session, request, call),
  upgradeResourceIdentity: (request, call) => upgradeResourceIdentity(session, request, call),
  moveResourceState: (request, call) => moveResourceState(session, request, call),
  readResource: (request, call) => readResource(session, request, call),
  planResourceChange: (request, call) => planResourceChange(session, request, call),
  applyResourceChange: (request, call) => applyResourceChange(session, request, call),
  importResourceState: (request, call) => importResourceState(session, request, call),
  readDataSource: (request, call) => readDataSource(session, request, call),
  listResource: (request, call) => listResource(session, request, call),
  callFunction: (request) => callFunction(session, request),
});
