import type { Deferrable, Deferred, Resource, ResourceContext } from '../definition/index.ts';
import { ProviderError } from '../schema/index.ts';
import { equal, objectShape, type Path, type Values } from '../values/index.ts';
import {
  applyDefaults,
  keepEqualAttributes,
  markComputed,
  modifyAttributes,
  sortedPaths,
  withoutWriteOnly,
} from './plan-steps.ts';

export interface PlanInput extends ResourceContext<unknown>, Deferrable {
  readonly resource: Resource;
  /** Null when the resource is to be destroyed. */
  readonly config: Values | null;
  /** Null when the resource is to be created. */
  readonly prior: Values | null;
  /** The engine's merge of configuration and prior state; null when the resource is to be destroyed. */
  readonly proposed: Values | null;
  /** Set when the provider's `configure` was deferred. */
  readonly deferred: Deferred | undefined;
}

export interface Planned {
  readonly plan: Values | null;
  readonly requiresReplace: readonly Path[];
  readonly deferred?: Deferred | undefined;
}

/** Plans a change, in the steps of terraform-plugin-framework's server_planresourcechange.go. */
export async function planResourceChange(input: PlanInput): Promise<Planned> {
  const { resource, config, prior, proposed, deferred } = input;
  const shape = objectShape(resource.schema);

  // 0. Without its configuration, the provider can plan nothing: the engine's own proposal stays.
  if (deferred) return { plan: proposed && withoutWriteOnly(shape, proposed), requiresReplace: [], deferred };

  // 1. A destroy has no plan; the resource may only warn or refuse.
  if (proposed === null || config === null) {
    if (prior !== null) await resource.planDestroy?.({ ...input, prior });
    return { plan: null, requiresReplace: [] };
  }

  // 2. Apply defaults where the configuration is null. 3. Remove write-only values, which no plan may contain.
  let plan = withoutWriteOnly(shape, applyDefaults(shape, config, proposed));

  // 4. A semantically equal value is not a change.
  if (prior !== null) plan = keepEqualAttributes(shape, prior, plan);

  // 5. When anything changes, every computed value may change too.
  if (prior === null || !equal(shape, prior, plan)) plan = markComputed(shape, config, plan);

  // 6. Per attribute: which values stay known, and which changes require a replacement.
  const modified = modifyAttributes(shape, config, prior, plan);
  plan = modified.plan;

  // 7. The resource's own plan step, which sees all attributes.
  const own = (await resource.plan?.({ ...input, config, prior, plan })) ?? {};
  if (own.plan) plan = withoutWriteOnly(shape, own.plan);

  const requiresReplace = sortedPaths([...modified.requiresReplace, ...(own.requiresReplace ?? [])]);

  // 8. An error now is better than one in the middle of an apply.
  if (prior !== null && !resource.update && requiresReplace.length === 0 && !own.deferred)
    refuseChange(resource, prior, plan);

  return { plan, requiresReplace, deferred: own.deferred };
}

function refuseChange({ type, schema }: Resource, prior: Values, plan: Values): void {
  const changed = Object.entries(schema.attributes).filter(
    ([name, attribute]) => !equal(attribute.type, prior[name] ?? null, plan[name] ?? null),
  );
  if (changed.length === 0) return;
  // Computed attributes change along with the configured ones; people can only act on the latter.
  const configured = changed.filter(([, { mode }]) => mode !== 'computed');
  const names = (configured.length > 0 ? configured : changed).map(([name]) => name);
  throw new ProviderError(
    names.map((name) => ({
      summary: `A ${type} cannot be changed in place`,
      detail: `The provider can neither change ${name} of a ${type} nor plan a replacement. This is a bug in the provider. Keep ${name} as it is, or destroy the resource and create it again.`,
      path: [name],
    })),
  );
}
