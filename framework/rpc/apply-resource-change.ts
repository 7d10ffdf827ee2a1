import type { ApplyResourceChange_Request, ApplyResourceChange_Response } from '../gen/tfplugin6.ts';
import { applyResourceChange as apply } from '../lifecycle/index.ts';
import { objectShape } from '../values/index.ts';
import { decodeValues, diagnosticMessage, encodeDynamic, openPrivateState } from '../wire/index.ts';
import { handleUnary } from './handlers.ts';
import { identityMessage } from './identity.ts';
import { configuredClient, maskSensitive } from './session.ts';

export const applyResourceChange = handleUnary<ApplyResourceChange_Request, ApplyResourceChange_Response>(
  async (session, request, context) => {
    const resource = session.resource(request.typeName);
    const shape = objectShape(resource.schema);
    const config = decodeValues(shape, request.config);
    const prior = decodeValues(shape, request.priorState);
    const plan = decodeValues(shape, request.plannedState);
    maskSensitive(session, resource.schema, config, prior);
    const privateState = openPrivateState(request.plannedPrivate);
    const client = configuredClient(session);
    const applied = await apply({ ...context, resource, config, prior, plan, client, private: privateState });
    return {
      newState: encodeDynamic(shape, applied.state),
      private: applied.state === null ? new Uint8Array() : privateState.toBytes(),
      diagnostics: applied.diagnostics.map(diagnosticMessage),
      legacyTypeSystem: false,
      newIdentity: identityMessage(resource, applied.state, prior === null ? undefined : request.plannedIdentity),
    };
  },
  (request, diagnostics) => ({
    newState: request.priorState,
    private: request.plannedPrivate,
    diagnostics,
    legacyTypeSystem: false,
    newIdentity: undefined,
  }),
);
