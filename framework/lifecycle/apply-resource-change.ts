import type { ResourceContext } from '../definition/context.ts';
import type { AnyResource } from '../definition/resource.ts';
import { ProviderError, type Diagnostic } from '../schema/diagnostics.ts';
import type { Path } from '../schema/path.ts';
import { formatPath } from '../schema/path.ts';
import { shapeOf } from '../schema/schema.ts';
import { mapAttributes } from '../values/transform.ts';
import type { NestedShape } from '../values/types.ts';
import { Unknown } from '../values/unknown.ts';
import { hasUnknown, type Values } from '../values/value.ts';
import { keepEqualAttributes, withoutWriteOnly } from './plan-steps.ts';

export interface ApplyInput<Client> extends ResourceContext<Client> {
  readonly resource: AnyResource<Client>;
  readonly config: Values | null;
  /** Null when the resource is to be created. */
  readonly prior: Values | null;
  /** Null when the resource is to be destroyed. */
  readonly plan: Values | null;
}

export interface Applied {
  readonly state: Values | null;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Creates, updates or destroys. An error says in `state` what stands now: for a create without one nothing is saved
 * (a state would be saved as *tainted*), for an update or delete without one the prior state stays.
 */
export async function applyResourceChange<Client>(input: ApplyInput<Client>): Promise<Applied> {
  const { resource, prior, plan } = input;
  const shape = shapeOf(resource.schema);
  try {
    const state = await change(input);
    if (state === null || plan === null) return { state: null, diagnostics: [] };
    const settled = withoutWriteOnly(shape, keepEqualAttributes(shape, plan, state));
    const left = unknownPaths(shape, settled);
    if (left.length === 0) return { state: settled, diagnostics: [] };
    // What was done must not be forgotten because of it: saved with null in those places.
    return { state: withoutUnknown(shape, settled), diagnostics: left.map((path) => leftUnknown(resource.type, path)) };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    const spelled = error.state && plan ? keepEqualAttributes(shape, plan, error.state) : error.state;
    const stands = spelled && withoutUnknown(shape, withoutWriteOnly(shape, spelled));
    return { state: stands ?? prior, diagnostics: error.diagnostics };
  }
}

async function change<Client>(input: ApplyInput<Client>): Promise<Values | null> {
  const { resource, prior, plan, config } = input;
  if (plan === null) {
    if (prior !== null) await resource.delete({ ...input, prior });
    return null;
  }
  // Write-only values are in the configuration alone; the rest of it the engine has checked against the plan.
  const request = { ...input, plan, config: config ?? plan };
  if (prior === null) return resource.create(request);
  if (!resource.update) throw new Error(`${resource.type} cannot be changed in place, which its plan should have said`);
  return resource.update({ ...request, prior });
}

const leftUnknown = (type: string, path: Path): Diagnostic => ({
  severity: 'error',
  summary: `The provider left ${formatPath(path)} unknown`,
  detail: `The change of this ${type} was made, but the provider does not say what ${formatPath(path)} is now. This is a fault of the provider. The value is saved as null.`,
  path,
});

const withoutUnknown = (shape: NestedShape, values: Values): Values =>
  mapAttributes(shape, values, {}, ({ attribute, value }) =>
    value instanceof Unknown || (attribute.type.kind !== 'nested' && hasUnknown(value)) ? null : value,
  );

function unknownPaths(shape: NestedShape, values: Values): Path[] {
  const paths: Path[] = [];
  mapAttributes(shape, values, {}, ({ attribute, path, value }) => {
    if (value instanceof Unknown || (attribute.type.kind !== 'nested' && hasUnknown(value))) paths.push(path);
    return value;
  });
  return paths;
}
