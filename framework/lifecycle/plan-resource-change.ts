import type { Logger, ResourceContext } from '../definition/context.ts';
import type { AnyResource } from '../definition/resource.ts';
import { ProviderError } from '../schema/diagnostics.ts';
import type { Path } from '../schema/path.ts';
import { shapeOf } from '../schema/schema.ts';
import { equal } from '../values/equal.ts';
import type { Values } from '../values/value.ts';
import {
  applyDefaults,
  keepEqualAttributes,
  markComputed,
  modifyAttributes,
  sortedPaths,
  withoutWriteOnly,
} from './plan-steps.ts';

export interface PlanInput<Client> extends Omit<ResourceContext<Client>, 'client'> {
  readonly resource: AnyResource<Client>;
  /** Null when the resource is to be destroyed. */
  readonly config: Values | null;
  /** Null when the resource is to be created. */
  readonly prior: Values | null;
  /** What the engine makes of configuration and prior state; null when the resource is to be destroyed. */
  readonly proposed: Values | null;
  readonly client: Client | undefined;
  readonly log: Logger;
}

export interface Planned {
  readonly plan: Values | null;
  readonly requiresReplace: readonly Path[];
}

/** What will change, in the steps of terraform-plugin-framework's server_planresourcechange.go. */
export async function planResourceChange<Client>(input: PlanInput<Client>): Promise<Planned> {
  const { resource, config, prior, proposed } = input;
  const shape = shapeOf(resource.schema);

  // 1. A destroy has no plan; the resource may only warn or refuse.
  if (proposed === null || config === null) {
    if (prior !== null) await resource.planDestroy?.({ ...input, prior });
    return { plan: null, requiresReplace: [] };
  }

  // 2. Defaults, for what the configuration leaves out. 3. Write-only values must not be seen in a plan.
  let plan = withoutWriteOnly(shape, applyDefaults(shape, config, proposed));

  // 4. Another spelling of the same value is no change.
  if (prior !== null) plan = keepEqualAttributes(shape, prior, plan);

  // 5. Once anything changes, all that is computed may change with it.
  if (prior === null || !equal(shape, prior, plan)) plan = markComputed(shape, config, plan);

  // 6. Attribute by attribute: what stays known, and what requires a replacement.
  const modified = modifyAttributes(shape, config, prior, plan);
  plan = modified.plan;

  // 7. The resource's own word, with all attributes in view.
  const own = (await resource.plan?.({ ...input, config, prior, plan })) ?? {};
  if (own.plan) plan = withoutWriteOnly(shape, own.plan);

  const requiresReplace = sortedPaths([...modified.requiresReplace, ...(own.requiresReplace ?? [])]);

  // 8. Better an error now than one in the middle of an apply.
  if (prior !== null && !resource.update && requiresReplace.length === 0) refuseChange(resource, prior, plan);

  return { plan, requiresReplace };
}

function refuseChange<Client>({ type, schema }: AnyResource<Client>, prior: Values, plan: Values): void {
  const changed = Object.entries(schema.attributes).filter(
    ([name, attribute]) => !equal(attribute.type, prior[name] ?? null, plan[name] ?? null),
  );
  if (changed.length === 0) return;
  // What is only computed changes with the rest; people can do something about the rest.
  const written = changed.filter(([, { mode }]) => mode !== 'computed');
  const names = (written.length > 0 ? written : changed).map(([name]) => name);
  throw new ProviderError(
    names.map((name) => ({
      summary: `A ${type} cannot be changed in place`,
      detail: `The provider cannot change ${name} of a ${type}, and does not say either that the change replaces it. This is a fault of the provider. Leave ${name} as it is, or destroy the resource and create it anew.`,
      path: [name],
    })),
  );
}
