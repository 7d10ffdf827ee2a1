import type { AnyResource } from '../definition/resource.ts';
import type {
  ResourceIdentityData,
  UpgradeResourceIdentity_Request,
  UpgradeResourceIdentity_Response,
} from '../gen/tfplugin6.ts';
import { ProviderError } from '../schema/diagnostics.ts';
import { shapeOf } from '../schema/schema.ts';
import { hasUnknown, isNull, type Values } from '../values/value.ts';
import { decodeValues, encodeDynamic } from '../wire/dynamic-value.ts';
import { parseJson, valueFromJson } from '../wire/json-value.ts';
import { handleUnary, type Call, type Session } from './session.ts';

/**
 * The identity of a state, where the resource has one, and all of it is known that makes one. What has an identity keeps
 * it as long as it lives: an engine refuses another one.
 */
export function identityMessage(
  resource: Pick<AnyResource<never>, 'identity'>,
  state: Values | null,
  before?: ResourceIdentityData,
): ResourceIdentityData | undefined {
  const { identity } = resource;
  if (!identity || state === null) return undefined;
  const former = readIdentity(resource, before);
  if (former && Object.values(former).some((value) => !isNull(value) && !hasUnknown(value))) return before;
  const values = identity.of(state);
  const lacking = Object.entries(identity.attributes).some(
    ([name, { mode }]) => mode === 'required' && isNull(values[name]),
  );
  return lacking || hasUnknown(values) ? undefined : { identityData: encodeDynamic(shapeOf(identity), values) };
}

export const readIdentity = (
  { identity }: Pick<AnyResource<never>, 'identity'>,
  message: ResourceIdentityData | undefined,
): Values | null => (identity && message ? decodeValues(shapeOf(identity), message.identityData) : null);

/** What was saved is what is meant, in the version that this provider has; there is no upgrade from another. */
export const upgradeResourceIdentity = <C>(session: Session<C>, request: UpgradeResourceIdentity_Request, call: Call) =>
  handleUnary<C, UpgradeResourceIdentity_Response>(
    session,
    call,
    () => {
      const { identity } = session.resource(request.typeName);
      if (!identity) throw new Error(`${request.typeName} has no identity`);
      const current = identity.version ?? 0;
      if (Number(request.version) !== current) {
        throw new ProviderError({
          summary: `The saved identity of this ${request.typeName} cannot be read`,
          detail: `It was written by another version of the provider (identity version ${request.version}; this one knows ${current}). Use that version, or remove the resource from the state and import it again.`,
        });
      }
      const json = parseJson(request.rawIdentity?.json ?? new Uint8Array());
      const shape = shapeOf(identity);
      return Promise.resolve({
        upgradedIdentity: { identityData: encodeDynamic(shape, valueFromJson(shape, json, [])) },
        diagnostics: [],
      });
    },
    () => ({ upgradedIdentity: undefined }),
  );
