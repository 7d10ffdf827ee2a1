import { Deferred } from '../definition/index.ts';
import type { ReadResource_Request, ReadResource_Response } from '../gen/tfplugin6.ts';
import { readResource as read } from '../lifecycle/index.ts';
import { objectShape } from '../values/index.ts';
import { decodeValues, deferredMessage, encodeDynamic, openPrivateState } from '../wire/index.ts';
import { deferrable } from './deferral.ts';
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
    const current =
      session.deferred ??
      (state &&
        (await read({
          ...context,
          ...deferrable(request),
          resource,
          state,
          client: configuredClient(session),
          private: privateState,
        })));
    if (current instanceof Deferred) {
      return { ...unchanged(request), diagnostics: [], deferred: deferredMessage(current) };
    }
    return {
      newState: encodeDynamic(shape, current),
      diagnostics: [],
      private: privateState.toBytes(),
      deferred: undefined,
      newIdentity: identityMessage(resource, current, request.currentIdentity) ?? request.currentIdentity,
    };
  },
  (request, diagnostics) => ({ ...unchanged(request), diagnostics, deferred: undefined }),
);

const unchanged = (request: ReadResource_Request) => ({
  newState: request.currentState,
  private: request.private,
  newIdentity: request.currentIdentity,
});
