import { Deferred, type Lease } from '../definition/index.ts';
import type {
  CloseEphemeralResource_Request,
  CloseEphemeralResource_Response,
  OpenEphemeralResource_Request,
  OpenEphemeralResource_Response,
  RenewEphemeralResource_Request,
  RenewEphemeralResource_Response,
} from '../gen/tfplugin6.ts';
import { emptyValues, objectShape, unknown } from '../values/index.ts';
import { decodeValues, deferredMessage, encodeDynamic, openPrivateState, timestampMessage } from '../wire/index.ts';
import { deferrable } from './deferral.ts';
import { handleUnary } from './handlers.ts';
import { configuredClient, maskSensitive } from './session.ts';

const renewAtMessage = ({ renewAt }: Lease) => renewAt && timestampMessage(renewAt);
const openPrivate = (bytes: Uint8Array | undefined) => openPrivateState(bytes ?? new Uint8Array());

export const openEphemeralResource = handleUnary<OpenEphemeralResource_Request, OpenEphemeralResource_Response>(
  async (session, request, context) => {
    const definition = session.ephemeralResource(request.typeName);
    const { schema } = definition;
    const shape = objectShape(schema);
    const config = decodeValues(shape, request.config) ?? emptyValues();
    maskSensitive(session, schema, config);
    const privateState = openPrivate(undefined);
    const opened =
      session.deferred ??
      (await definition.open({
        ...context,
        ...deferrable(request),
        client: configuredClient(session),
        config,
        private: privateState,
      }));
    if (opened instanceof Deferred) {
      return { result: encodeDynamic(shape, unknown), deferred: deferredMessage(opened), diagnostics: [] };
    }
    maskSensitive(session, schema, opened.result);
    return {
      result: encodeDynamic(shape, opened.result),
      renewAt: renewAtMessage(opened),
      private: privateState.toBytes(),
      deferred: undefined,
      diagnostics: [],
    };
  },
  (_, diagnostics) => ({ result: undefined, deferred: undefined, diagnostics }),
);

export const renewEphemeralResource = handleUnary<RenewEphemeralResource_Request, RenewEphemeralResource_Response>(
  async (session, request, context) => {
    const definition = session.ephemeralResource(request.typeName);
    if (!definition.renew) throw new Error(`${request.typeName} asked to be renewed, but has no renew method`);
    const privateState = openPrivate(request.private);
    const lease = await definition.renew({ ...context, client: configuredClient(session), private: privateState });
    return { renewAt: renewAtMessage(lease), private: privateState.toBytes(), diagnostics: [] };
  },
  (request, diagnostics) => ({ private: request.private, diagnostics }),
);

/** Engines close every ephemeral resource that they opened, also when nothing is to be done. */
export const closeEphemeralResource = handleUnary<CloseEphemeralResource_Request, CloseEphemeralResource_Response>(
  async (session, request, context) => {
    const definition = session.ephemeralResource(request.typeName);
    await definition.close?.({ ...context, client: configuredClient(session), private: openPrivate(request.private) });
    return { diagnostics: [] };
  },
  (_, diagnostics) => ({ diagnostics }),
);
