import type { ImportResourceState_Request, ImportResourceState_Response } from '../gen/tfplugin6.ts';
import { ProviderError } from '../schema/index.ts';
import { emptyValues, objectShape } from '../values/index.ts';
import { encodeDynamic } from '../wire/index.ts';
import { handleUnary } from './handlers.ts';
import { identityMessage, readIdentity } from './identity.ts';
import { configuredClient } from './session.ts';

/** Makes the minimal state from which `read` can start. The engine reads it right afterwards. */
export const importResourceState = handleUnary<ImportResourceState_Request, ImportResourceState_Response>(
  async (session, request, context) => {
    const resource = session.resource(request.typeName);
    if (!resource.import) {
      throw new ProviderError({
        summary: `${request.typeName} does not support import`,
        detail: 'It can only be created.',
      });
    }
    const identity = readIdentity(resource, request.identity);
    const found = await resource.import({ ...context, client: configuredClient(session), id: request.id, identity });
    const state = emptyValues();
    for (const name of Object.keys(resource.schema.attributes)) state[name] = found[name] ?? null;
    return {
      importedResources: [
        {
          typeName: request.typeName,
          state: encodeDynamic(objectShape(resource.schema), state),
          private: new Uint8Array(),
          identity: identityMessage(resource, state) ?? request.identity,
        },
      ],
      diagnostics: [],
      deferred: undefined,
    };
  },
  (_, diagnostics) => ({ importedResources: [], deferred: undefined, diagnostics }),
);
