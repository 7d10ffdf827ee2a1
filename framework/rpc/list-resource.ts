import type { ListResource_Event, ListResource_Request } from '../gen/tfplugin6.ts';
import { listResource as list } from '../lifecycle/index.ts';
import { emptyValues, objectShape } from '../values/index.ts';
import { decodeValues, encodeDynamic } from '../wire/index.ts';
import { handleStream } from './handlers.ts';
import { configuredClient, maskSensitive } from './session.ts';

/** One event per result. The provider's own search ends when the stream ends or the limit is reached. */
export const listResource = handleStream<ListResource_Request, ListResource_Event>(
  async function* (session, request, context) {
    const definition = session.listResource(request.typeName);
    const { identity, schema } = definition.of;
    const config = decodeValues(objectShape(definition.schema), request.config) ?? emptyValues();
    maskSensitive(session, definition.schema, config);
    const results = list({
      ...context,
      listResource: definition,
      client: configuredClient(session),
      config,
      includeResource: request.includeResourceObject,
      limit: request.limit > 0n ? Number(request.limit) : Infinity,
    });
    for await (const result of results) {
      yield {
        displayName: result.displayName,
        identity: identity && { identityData: encodeDynamic(objectShape(identity), result.identity) },
        resourceObject: result.resource && encodeDynamic(objectShape(schema), result.resource),
        diagnostic: [],
      };
    }
  },
  // The engine reads nothing but the diagnostics of an event without an identity.
  (diagnostic) => ({ displayName: '', identity: undefined, resourceObject: undefined, diagnostic }),
);
