import type { PlanResourceChange_Request, PlanResourceChange_Response } from '../gen/tfplugin6.ts';
import { planResourceChange as plan } from '../lifecycle/index.ts';
import { objectShape } from '../values/index.ts';
import { decodeValues, deferredMessage, encodeDynamic, openPrivateState, pathMessage } from '../wire/index.ts';
import { deferrable } from './deferral.ts';
import { handleUnary } from './handlers.ts';
import { identityMessage } from './identity.ts';
import { maskSensitive } from './session.ts';

export const planResourceChange = handleUnary<PlanResourceChange_Request, PlanResourceChange_Response>(
  async (session, request, context) => {
    const resource = session.resource(request.typeName);
    const shape = objectShape(resource.schema);
    const config = decodeValues(shape, request.config);
    const prior = decodeValues(shape, request.priorState);
    const proposed = decodeValues(shape, request.proposedNewState);
    maskSensitive(session, resource.schema, config, prior);
    const privateState = openPrivateState(request.priorPrivate);
    const planned = await plan({
      ...context,
      ...deferrable(request),
      resource,
      config,
      prior,
      proposed,
      client: session.client,
      deferred: session.deferred,
      private: privateState,
    });
    return {
      plannedState: encodeDynamic(shape, planned.plan),
      requiresReplace: planned.requiresReplace.map(pathMessage),
      plannedPrivate: privateState.toBytes(),
      diagnostics: [],
      legacyTypeSystem: false,
      deferred: planned.deferred && deferredMessage(planned.deferred),
      // A replacement gets a new identity, but the engine requires the old one until then.
      plannedIdentity: request.priorIdentity ?? identityMessage(resource, planned.plan),
    };
  },
  (request, diagnostics) => ({
    // Not the proposed state: it contains write-only values, which OpenTofu refuses even beside errors.
    plannedState: request.priorState,
    requiresReplace: [],
    plannedPrivate: request.priorPrivate,
    diagnostics,
    legacyTypeSystem: false,
    deferred: undefined,
    plannedIdentity: request.priorIdentity,
  }),
);
