import type {
  MoveResourceState_Request,
  MoveResourceState_Response,
  UpgradeResourceState_Request,
  UpgradeResourceState_Response,
} from '../gen/tfplugin6.ts';
import { moveState, upgradeState, type ReadSaved } from '../lifecycle/index.ts';
import { ProviderError } from '../schema/index.ts';
import { objectShape } from '../values/index.ts';
import { encodeDynamic, parseJson, valueFromJson } from '../wire/index.ts';
import { handleUnary } from './handlers.ts';
import { identityMessage } from './identity.ts';

/** The state as the state file has it: JSON. (Terraform 0.11 wrote flat maps, long before protocol 6.) */
const savedJson = (raw: UpgradeResourceState_Request['rawState']): ReadSaved => {
  if (!raw || raw.json.length === 0) {
    throw new ProviderError({
      summary: 'The format of the saved state is too old',
      detail: 'The state is not JSON. Refresh it first with an engine and a provider of its time.',
    });
  }
  const json = parseJson(raw.json);
  return (shape) => valueFromJson(shape, json, []);
};

export const upgradeResourceState = handleUnary<UpgradeResourceState_Request, UpgradeResourceState_Response>(
  (session, { typeName, version, rawState }) => {
    const resource = session.resource(typeName);
    const state = upgradeState(resource, Number(version), savedJson(rawState));
    return { upgradedState: encodeDynamic(objectShape(resource.schema), state), diagnostics: [] };
  },
  (_, diagnostics) => ({ upgradedState: undefined, diagnostics }),
);

export const moveResourceState = handleUnary<MoveResourceState_Request, MoveResourceState_Response>(
  (session, request) => {
    const resource = session.resource(request.targetTypeName);
    const source = {
      provider: request.sourceProviderAddress,
      type: request.sourceTypeName,
      version: Number(request.sourceSchemaVersion),
    };
    const state = moveState(resource, source, savedJson(request.sourceState));
    return {
      targetState: encodeDynamic(objectShape(resource.schema), state),
      diagnostics: [],
      targetPrivate: new Uint8Array(),
      targetIdentity: identityMessage(resource, state),
    };
  },
  (_, diagnostics) => ({
    targetState: undefined,
    diagnostics,
    targetPrivate: new Uint8Array(),
    targetIdentity: undefined,
  }),
);
