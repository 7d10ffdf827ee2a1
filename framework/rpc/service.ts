import type { ProviderDefinition } from '../gen/tfplugin6.ts';
import type { CallOptions, Handlers } from '../grpc/index.ts';
import { invokeAction, planAction } from './action.ts';
import { applyResourceChange } from './apply-resource-change.ts';
import { callFunction } from './call-function.ts';
import { configureProvider, stopProvider } from './configure-provider.ts';
import { closeEphemeralResource, openEphemeralResource, renewEphemeralResource } from './ephemeral-resource.ts';
import { generateResourceConfig } from './generate-resource-config.ts';
import { getFunctions, getMetadata, getProviderSchema, getResourceIdentitySchemas } from './get-provider-schema.ts';
import type { Rpc } from './handlers.ts';
import { upgradeResourceIdentity } from './identity.ts';
import { importResourceState } from './import-resource-state.ts';
import { listResource } from './list-resource.ts';
import { planResourceChange } from './plan-resource-change.ts';
import { readDataSource } from './read-data-source.ts';
import { readResource } from './read-resource.ts';
import { moveResourceState, upgradeResourceState } from './saved-state.ts';
import type { Session } from './session.ts';
import {
  validateActionConfig,
  validateDataResourceConfig,
  validateEphemeralResourceConfig,
  validateListResourceConfig,
  validateProviderConfig,
  validateResourceConfig,
} from './validate-config.ts';

export type ProviderHandlers = ReturnType<typeof providerHandlers>;

/**
 * The handlers of protocol 6, one per RPC. The schema offers nothing that is missing here (state stores); an engine that
 * calls it anyway gets UNIMPLEMENTED.
 */
export function providerHandlers(session: Session) {
  const bind =
    <Request, Response>(rpc: Rpc<Request, Response>) =>
    (request: Request, call: CallOptions): Response =>
      rpc(session, request, call);
  return {
    getMetadata: bind(getMetadata),
    getProviderSchema: bind(getProviderSchema),
    getResourceIdentitySchemas: bind(getResourceIdentitySchemas),
    getFunctions: bind(getFunctions),
    validateProviderConfig: bind(validateProviderConfig),
    validateResourceConfig: bind(validateResourceConfig),
    validateDataResourceConfig: bind(validateDataResourceConfig),
    validateListResourceConfig: bind(validateListResourceConfig),
    configureProvider: bind(configureProvider),
    stopProvider: bind(stopProvider),
    upgradeResourceState: bind(upgradeResourceState),
    upgradeResourceIdentity: bind(upgradeResourceIdentity),
    moveResourceState: bind(moveResourceState),
    readResource: bind(readResource),
    planResourceChange: bind(planResourceChange),
    applyResourceChange: bind(applyResourceChange),
    importResourceState: bind(importResourceState),
    generateResourceConfig: bind(generateResourceConfig),
    readDataSource: bind(readDataSource),
    validateEphemeralResourceConfig: bind(validateEphemeralResourceConfig),
    openEphemeralResource: bind(openEphemeralResource),
    renewEphemeralResource: bind(renewEphemeralResource),
    closeEphemeralResource: bind(closeEphemeralResource),
    listResource: bind(listResource),
    validateActionConfig: bind(validateActionConfig),
    planAction: bind(planAction),
    invokeAction: bind(invokeAction),
    callFunction: bind(callFunction),
  } satisfies Handlers<typeof ProviderDefinition>;
}
