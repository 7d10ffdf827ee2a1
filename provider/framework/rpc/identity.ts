import type { AnyResource } from '../definition/resource.ts';
import type {
  ResourceIdentityData,
  UpgradeResourceIdentity_Request,
  UpgradeResourceIdentity_Response,
} from '../gen/tfplugin6.ts';
import { shapeOf } from '../schema/schema.ts';
import { hasUnknown, type Values } from '../values/value.ts';
import { decodeValues, encodeDynamic } from '../wire/dynamic-value.ts';
import { valueFromJson } from '../wire/json-value.ts';
import { answer, type Call, type Session } from './session.ts';

/** The identity of a state, where the resource has one and all of it is known. */
export function identityMessage(
  { identity }: Pick<AnyResource<never>, 'identity'>,
  state: Values | null,
): ResourceIdentityData | undefined {
  if (!identity || state === null) return undefined;
  const values = identity.of(state);
  return hasUnknown(values) ? undefined : { identityData: encodeDynamic(shapeOf(identity), values) };
}

export const readIdentity = (
  { identity }: Pick<AnyResource<never>, 'identity'>,
  message: ResourceIdentityData | undefined,
): Values | null => (identity && message ? decodeValues(shapeOf(identity), message.identityData) : null);

/** Identities have had one version so far: what was saved is what is meant. */
export const upgradeResourceIdentity = <C>(session: Session<C>, request: UpgradeResourceIdentity_Request, call: Call) =>
  answer<C, UpgradeResourceIdentity_Response>(
    session,
    call,
    () => {
      const { identity } = session.resource(request.typeName);
      if (!identity) throw new Error(`${request.typeName} has no identity`);
      const json: unknown = JSON.parse(Buffer.from(request.rawIdentity?.json ?? []).toString('utf8'));
      const shape = shapeOf(identity);
      return Promise.resolve({
        upgradedIdentity: { identityData: encodeDynamic(shape, valueFromJson(shape, json, [])) },
        diagnostics: [],
      });
    },
    () => ({ upgradedIdentity: undefined }),
  );
