import type {
  MoveResourceState_Request,
  MoveResourceState_Response,
  UpgradeResourceState_Request,
  UpgradeResourceState_Response,
} from '../gen/tfplugin6.ts';
import { moveState, upgradeState, type ReadSaved } from '../lifecycle/saved-state.ts';
import { ProviderError } from '../schema/diagnostics.ts';
import { shapeOf } from '../schema/schema.ts';
import { encodeDynamic } from '../wire/dynamic-value.ts';
import { parseJson, valueFromJson } from '../wire/json-value.ts';
import { identityMessage } from './identity.ts';
import { handleUnary, type Call, type Session } from './session.ts';

/** The state as the state file has it: JSON. (Flat maps are what Terraform 0.11 wrote, years before protocol 6.) */
const savedJson = (raw: UpgradeResourceState_Request['rawState']): ReadSaved => {
  if (!raw || raw.json.length === 0) {
    throw new ProviderError({
      summary: 'The saved state has a form that is too old',
      detail: 'It is not JSON. Refresh it with an engine and provider of its time first.',
    });
  }
  const json = parseJson(raw.json);
  return (shape) => valueFromJson(shape, json, []);
};

export const upgradeResourceState = <C>(session: Session<C>, request: UpgradeResourceState_Request, call: Call) =>
  handleUnary<C, UpgradeResourceState_Response>(
    session,
    call,
    () => {
      const resource = session.resource(request.typeName);
      const state = upgradeState(resource, Number(request.version), savedJson(request.rawState));
      return Promise.resolve({ upgradedState: encodeDynamic(shapeOf(resource.schema), state), diagnostics: [] });
    },
    () => ({ upgradedState: undefined }),
  );

export const moveResourceState = <C>(session: Session<C>, request: MoveResourceState_Request, call: Call) =>
  handleUnary<C, MoveResourceState_Response>(
    session,
    call,
    () => {
      const resource = session.resource(request.targetTypeName);
      const source = {
        provider: request.sourceProviderAddress,
        type: request.sourceTypeName,
        version: Number(request.sourceSchemaVersion),
      };
      const state = moveState(resource, source, savedJson(request.sourceState));
      return Promise.resolve({
        targetState: encodeDynamic(shapeOf(resource.schema), state),
        diagnostics: [],
        targetPrivate: new Uint8Array(),
        targetIdentity: identityMessage(resource, state),
      });
    },
    () => ({ targetState: undefined, targetPrivate: new Uint8Array(), targetIdentity: undefined }),
  );
