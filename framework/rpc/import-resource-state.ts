import type { ImportResourceState_Request, ImportResourceState_Response } from '../gen/tfplugin6.ts';
import { ProviderError } from '../schema/diagnostics.ts';
import { shapeOf } from '../schema/schema.ts';
import { emptyValues } from '../values/value.ts';
import { encodeDynamic } from '../wire/dynamic-value.ts';
import { identityMessage, readIdentity } from './identity.ts';
import { handleUnary, configured, type Call, type Session } from './session.ts';

/** The least state that `read` can start from; the engine reads it right afterwards. */
export const importResourceState = <Client>(
  session: Session<Client>,
  request: ImportResourceState_Request,
  call: Call,
) =>
  handleUnary<Client, ImportResourceState_Response>(
    session,
    call,
    async (context) => {
      const resource = session.resource(request.typeName);
      if (!resource.import) {
        throw new ProviderError({
          summary: `A ${request.typeName} cannot be imported`,
          detail: 'It can only be created.',
        });
      }
      const identity = readIdentity(resource, request.identity);
      const found = await resource.import({ ...context, client: configured(session), id: request.id, identity });
      const state = emptyValues();
      for (const name of Object.keys(resource.schema.attributes)) state[name] = found[name] ?? null;
      return {
        importedResources: [
          {
            typeName: request.typeName,
            state: encodeDynamic(shapeOf(resource.schema), state),
            private: new Uint8Array(),
            identity: identityMessage(resource, state) ?? request.identity,
          },
        ],
        diagnostics: [],
        deferred: undefined,
      };
    },
    () => ({ importedResources: [], deferred: undefined }),
  );
