import type { PlanResourceChange_Request, PlanResourceChange_Response } from '../gen/tfplugin6.ts';
import { planResourceChange as plan } from '../lifecycle/plan-resource-change.ts';
import { shapeOf } from '../schema/schema.ts';
import { pathMessage } from '../wire/diagnostics.ts';
import { decodeValues, encodeDynamic } from '../wire/dynamic-value.ts';
import { openPrivateState } from '../wire/private-state.ts';
import { identityMessage } from './identity.ts';
import { handleUnary, maskSensitive, type Call, type Session } from './session.ts';

export const planResourceChange = <Client>(session: Session<Client>, request: PlanResourceChange_Request, call: Call) =>
  handleUnary<Client, PlanResourceChange_Response>(
    session,
    call,
    async (context) => {
      const resource = session.resource(request.typeName);
      const shape = shapeOf(resource.schema);
      const config = decodeValues(shape, request.config);
      const prior = decodeValues(shape, request.priorState);
      const proposed = decodeValues(shape, request.proposedNewState);
      maskSensitive(session, resource.schema, config, prior);
      const kept = openPrivateState(request.priorPrivate);
      const input = { ...context, resource, config, prior, proposed, client: session.client, private: kept };
      const planned = await plan(input);
      return {
        plannedState: encodeDynamic(shape, planned.plan),
        requiresReplace: planned.requiresReplace.map(pathMessage),
        plannedPrivate: kept.toBytes(),
        diagnostics: [],
        legacyTypeSystem: false,
        deferred: undefined,
        // A replacement gets another identity, and the engine wants the old one kept until then.
        plannedIdentity: request.priorIdentity ?? identityMessage(resource, planned.plan),
      };
    },
    () => ({
      // Not what was proposed: write-only values are in it, and OpenTofu looks for them even beside errors.
      plannedState: request.priorState,
      requiresReplace: [],
      plannedPrivate: request.priorPrivate,
      legacyTypeSystem: false,
      deferred: undefined,
      plannedIdentity: request.priorIdentity,
    }),
  );
