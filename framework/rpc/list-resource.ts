import type { ListResource_Event, ListResource_Request } from '../gen/tfplugin6.ts';
import { listResource as list } from '../lifecycle/list-resource.ts';
import { shapeOf } from '../schema/schema.ts';
import { emptyValues } from '../values/value.ts';
import { decodeValues, encodeDynamic } from '../wire/dynamic-value.ts';
import { handleStream, configured, maskSensitive, type Call, type Session } from './session.ts';

/** One event a result. Whoever ends the stream, or wants no more than `limit`, ends the provider's own search. */
export const listResource = <Client>(session: Session<Client>, request: ListResource_Request, call: Call) =>
  handleStream<Client, ListResource_Event>(
    session,
    call,
    async function* (context) {
      const listing = session.listResource(request.typeName);
      const { identity, schema } = listing.of;
      const config = decodeValues(shapeOf(listing.schema), request.config) ?? emptyValues();
      maskSensitive(session, listing.schema, config);
      const found = list({
        ...context,
        listResource: listing,
        client: configured(session),
        config,
        includeResource: request.includeResourceObject,
        limit: request.limit > 0n ? Number(request.limit) : Infinity,
      });
      for await (const one of found) {
        yield {
          displayName: one.displayName,
          identity: identity && { identityData: encodeDynamic(shapeOf(identity), one.identity) },
          resourceObject: one.resource && encodeDynamic(shapeOf(schema), one.resource),
          diagnostic: [],
        };
      }
    },
    // The engine takes an event without an identity for one that has nothing but diagnostics.
    (diagnostic) => ({ displayName: '', identity: undefined, resourceObject: undefined, diagnostic }),
  );
