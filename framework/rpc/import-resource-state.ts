import { Deferred } from '../definition/index.ts';
import type {
  DynamicValue,
  ImportResourceState_ImportedResource,
  ImportResourceState_Request,
  ImportResourceState_Response,
} from '../gen/tfplugin6.ts';
import { ProviderError } from '../schema/index.ts';
import { emptyValues, objectShape, unknown } from '../values/index.ts';
import { deferredMessage, encodeDynamic } from '../wire/index.ts';
import { deferrable } from './deferral.ts';
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
    const shape = objectShape(resource.schema);
    const found =
      session.deferred ??
      (await resource.import({
        ...context,
        ...deferrable(request),
        client: configuredClient(session),
        id: request.id,
        identity,
      }));
    if (found instanceof Deferred) {
      return {
        importedResources: [imported(request, encodeDynamic(shape, unknown), request.identity)],
        diagnostics: [],
        deferred: deferredMessage(found),
      };
    }
    const state = emptyValues();
    for (const name of Object.keys(resource.schema.attributes)) state[name] = found[name] ?? null;
    return {
      importedResources: [
        imported(request, encodeDynamic(shape, state), identityMessage(resource, state) ?? request.identity),
      ],
      diagnostics: [],
      deferred: undefined,
    };
  },
  (_, diagnostics) => ({ importedResources: [], deferred: undefined, diagnostics }),
);

const imported = (
  { typeName }: ImportResourceState_Request,
  state: DynamicValue,
  identity: ImportResourceState_Request['identity'],
): ImportResourceState_ImportedResource => ({ typeName, state, private: new Uint8Array(), identity });
