import type { MoveSource, Resource } from '../definition/index.ts';
import { ProviderError } from '../schema/index.ts';
import { isValues, objectShape, type NestedShape, type Value, type Values } from '../values/index.ts';

/** Reads the saved state by the given attributes. Throws when it does not match them. */
export type ReadSaved = (shape: NestedShape) => Value;

/**
 * The saved state in the current version of the resource. A state of the same version is read as it is: attributes that
 * no longer exist are dropped, new ones are null. An older state goes through its upgrade, in one step.
 *
 * @throws ProviderError when the version is newer, or when it has no upgrade
 */
export function upgradeState(resource: Resource, version: number, saved: ReadSaved): Values {
  const current = resource.schema.version ?? 0;
  if (version === current) return asValues(saved(objectShape(resource.schema)));
  const upgrade = resource.upgrade?.[version];
  if (!upgrade) {
    throw new ProviderError({
      summary: `The saved state of this ${resource.type} cannot be read`,
      detail:
        version > current
          ? `A newer version of the provider wrote it (state version ${version}; this provider supports up to ${current}). Use that version of the provider or a newer one.`
          : `An old version of the provider wrote it (state version ${version}; this provider supports ${current}), and it cannot be upgraded in one step. Upgrade to a provider version in between first.`,
    });
  }
  return upgrade.upgrade(asValues(saved(objectShape(upgrade))));
}

/** The state of another resource type, converted. @throws ProviderError when the resource cannot read that type */
export function moveState(resource: Resource, source: MoveSource, saved: ReadSaved): Values {
  const move = resource.moves?.find(({ from }) => from(source));
  if (!move) {
    throw new ProviderError({
      summary: `Cannot move from ${source.type} to ${resource.type}`,
      detail: `${resource.type} cannot take over the state of ${source.type} of ${source.provider}. Remove the moved block, or import the object instead.`,
    });
  }
  return move.move(asValues(saved(objectShape(move))));
}

function asValues(value: Value): Values {
  if (isValues(value)) return value;
  throw new ProviderError({
    summary: 'The saved state is not an object',
    detail: 'The state file is damaged at this resource.',
  });
}
