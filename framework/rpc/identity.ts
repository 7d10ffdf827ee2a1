import type { Resource } from '../definition/index.ts';
import type {
  ResourceIdentityData,
  UpgradeResourceIdentity_Request,
  UpgradeResourceIdentity_Response,
} from '../gen/tfplugin6.ts';
import { isCompleteIdentity } from '../lifecycle/index.ts';
import { ProviderError } from '../schema/index.ts';
import { hasUnknown, isNull, objectShape, type Values } from '../values/index.ts';
import { decodeValues, encodeDynamic, parseJson, valueFromJson } from '../wire/index.ts';
import { handleUnary } from './handlers.ts';

type Identifiable = Pick<Resource, 'identity'>;

/**
 * The identity of a state, if the resource has one and all its required values are known. A resource keeps its identity
 * for life, because the engine refuses a different one.
 */
export function identityMessage(
  resource: Identifiable,
  state: Values | null,
  before?: ResourceIdentityData,
): ResourceIdentityData | undefined {
  const { identity } = resource;
  if (!identity || state === null) return undefined;
  const prior = readIdentity(resource, before);
  if (prior && Object.values(prior).some((value) => !isNull(value) && !hasUnknown(value))) return before;
  const values = identity.of(state);
  if (!isCompleteIdentity(resource, values)) return undefined;
  return { identityData: encodeDynamic(objectShape(identity), values) };
}

export const readIdentity = ({ identity }: Identifiable, message: ResourceIdentityData | undefined): Values | null =>
  identity && message ? decodeValues(objectShape(identity), message.identityData) : null;

/** Accepts an identity of the current version as it was saved. There are no upgrades from other versions. */
export const upgradeResourceIdentity = handleUnary<UpgradeResourceIdentity_Request, UpgradeResourceIdentity_Response>(
  (session, { typeName, version, rawIdentity }) => {
    const { identity } = session.resource(typeName);
    if (!identity) throw new Error(`${typeName} has no identity`);
    const current = identity.version ?? 0;
    if (Number(version) !== current) {
      throw new ProviderError({
        summary: `The saved identity of this ${typeName} cannot be read`,
        detail: `Another version of the provider wrote it (identity version ${version}; this provider supports ${current}). Use that version, or remove the resource from the state and import it again.`,
      });
    }
    const shape = objectShape(identity);
    const values = valueFromJson(shape, parseJson(rawIdentity?.json ?? new Uint8Array()), []);
    return { upgradedIdentity: { identityData: encodeDynamic(shape, values) }, diagnostics: [] };
  },
  (_, diagnostics) => ({ upgradedIdentity: undefined, diagnostics }),
);
