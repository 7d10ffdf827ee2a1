import type { ReadResource_Request, ReadResource_Response } from '../gen/tfplugin6.ts';
import { readResource as read } from '../lifecycle/read-resource.ts';
import { shapeOf } from '../schema/schema.ts';
import { decodeValues, encodeDynamic } from '../wire/dynamic-value.ts';
import { openPrivateState } from '../wire/private-state.ts';
import { identityMessage } from './identity.ts';
import { handleUnary, configured, maskSensitive, type Call, type Session } from './session.ts';

export const readResource = <Client>(session: Session<Client>, request: ReadResource_Request, call: Call) =>
  handleUnary<Client, ReadResource_Response>(
    session,
    call,
    async (context) => {
      const resource = session.resource(request.typeName);
      const shape = shapeOf(resource.schema);
      const state = decodeValues(shape, request.currentState);
      const kept = openPrivateState(request.private);
      maskSensitive(session, resource.schema, state);
      const client = configured(session);
      const now = state && (await read({ ...context, resource, state, client, private: kept }));
      return {
        newState: encodeDynamic(shape, now),
        diagnostics: [],
        private: kept.toBytes(),
        deferred: undefined,
        newIdentity: identityMessage(resource, now, request.currentIdentity) ?? request.currentIdentity,
      };
    },
    () => ({
      newState: request.currentState,
      private: request.private,
      deferred: undefined,
      newIdentity: request.currentIdentity,
    }),
  );
