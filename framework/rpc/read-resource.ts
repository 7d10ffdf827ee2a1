import type { ReadResource_Request, ReadResource_Response } from '../gen/tfplugin6.ts';
import { readResource as read } from '../lifecycle/index.ts';
import { objectShape } from '../values/index.ts';
import { decodeValues, encodeDynamic, openPrivateState } from '../wire/index.ts';
import { handleUnary } from './handlers.ts';
import { identityMessage } from './identity.ts';
import { configuredClient, maskSensitive } from './session.ts';

export const readResource = handleUnary<ReadResource_Request, ReadResource_Response>(
  async (session, request, context) => {
    const resource = session.resource(request.typeName);
    const shape = objectShape(resource.schema);
    const state = decodeValues(shape, request.currentState);
    const privateState = openPrivateState(request.private);
    maskSensitive(session, resource.schema, state);
    const client = configuredClient(session);
    const current = state && (await read({ ...context, resource, state, client, private: privateState }));
    return {
      newState: encodeDynamic(shape, current),
      diagnostics: [],
      private: privateState.toBytes(),
      deferred: undefined,
      newIdentity: identityMessage(resource, current, request.currentIdentity) ?? request.currentIdentity,
    };
  },
  (request, diagnostics) => ({
    newState: request.currentState,
    private: request.private,
    diagnostics,
    deferred: undefined,
    newIdentity: request.currentIdentity,
  }),
);
