import type { ApplyResourceChange_Request, ApplyResourceChange_Response } from '../gen/tfplugin6.ts';
import { applyResourceChange as apply } from '../lifecycle/apply-resource-change.ts';
import { shapeOf } from '../schema/schema.ts';
import { diagnosticMessage } from '../wire/diagnostics.ts';
import { decodeValues, encodeDynamic } from '../wire/dynamic-value.ts';
import { openPrivateState } from '../wire/private-state.ts';
import { identityMessage } from './identity.ts';
import { handleUnary, configured, maskSensitive, type Call, type Session } from './session.ts';

export const applyResourceChange = <Client>(
  session: Session<Client>,
  request: ApplyResourceChange_Request,
  call: Call,
) =>
  handleUnary<Client, ApplyResourceChange_Response>(
    session,
    call,
    async (context) => {
      const resource = session.resource(request.typeName);
      const shape = shapeOf(resource.schema);
      const config = decodeValues(shape, request.config);
      const prior = decodeValues(shape, request.priorState);
      const plan = decodeValues(shape, request.plannedState);
      maskSensitive(session, resource.schema, config, prior);
      const kept = openPrivateState(request.plannedPrivate);
      const client = configured(session);
      const applied = await apply({ ...context, resource, config, prior, plan, client, private: kept });
      return {
        newState: encodeDynamic(shape, applied.state),
        private: applied.state === null ? new Uint8Array() : kept.toBytes(),
        diagnostics: applied.diagnostics.map(diagnosticMessage),
        legacyTypeSystem: false,
        newIdentity: identityMessage(resource, applied.state, prior === null ? undefined : request.plannedIdentity),
      };
    },
    () => ({
      newState: request.priorState,
      private: request.plannedPrivate,
      legacyTypeSystem: false,
      newIdentity: undefined,
    }),
  );
