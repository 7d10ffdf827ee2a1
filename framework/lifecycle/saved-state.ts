import type { AnyResource } from '../definition/resource.ts';
import { ProviderError } from '../schema/diagnostics.ts';
import { shapeOf } from '../schema/schema.ts';
import type { NestedShape } from '../values/types.ts';
import { isValues, type Value, type Values } from '../values/value.ts';

/** Reads a saved state by the given attributes; throws where it does not fit them. */
export type ReadSaved = (shape: NestedShape) => Value;

/**
 * The saved state as this version of the resource has it. Same version: read as it is, attributes that are no longer
 * there are dropped, new ones are null. An older one goes through its upgrade, in one step.
 */
export function upgradeState(resource: AnyResource<never>, version: number, saved: ReadSaved): Values {
  const current = resource.schema.version ?? 0;
  if (version === current) return asValues(saved(shapeOf(resource.schema)));
  const upgrade = resource.upgrade?.[version];
  if (!upgrade) {
    throw new ProviderError({
      summary: `The saved state of this ${resource.type} cannot be read`,
      detail:
        version > current
          ? `It was written by a newer version of the provider (state version ${version}; this one knows ${current}). Use that version, or a newer one.`
          : `It was written by an old version of the provider (state version ${version}; this one knows ${current}), and no upgrade from there exists. Upgrade by way of a version in between.`,
    });
  }
  return upgrade.upgrade(asValues(saved(shapeOf(upgrade))));
}

export interface MoveSource {
  /** The source's provider address, as in `registry.terraform.io/hashicorp/null`. */
  readonly provider: string;
  readonly type: string;
  readonly version: number;
}

/** The state of another resource type, as this one has it. Throws where this resource does not know that type. */
export function moveState(resource: AnyResource<never>, source: MoveSource, saved: ReadSaved): Values {
  const move = resource.moves?.find(({ from }) => from(source));
  if (!move) {
    throw new ProviderError({
      summary: `A ${source.type} cannot be moved to a ${resource.type}`,
      detail: `${resource.type} does not know how to take over the state of ${source.type} of ${source.provider}. Remove the moved block, or import the object in its place.`,
    });
  }
  return move.move(asValues(saved(shapeOf(move))));
}

function asValues(value: Value): Values {
  if (isValues(value)) return value;
  throw new ProviderError({
    summary: 'The saved state is not an object',
    detail: 'The state file is damaged at this resource.',
  });
}
