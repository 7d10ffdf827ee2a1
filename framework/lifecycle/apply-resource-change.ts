import type { Resource, ResourceContext } from '../definition/index.ts';
import { ProviderError, type Diagnostic } from '../schema/index.ts';
import {
  formatPath,
  hasUnknown,
  mapAttributes,
  objectShape,
  Unknown,
  type NestedShape,
  type Path,
  type TypeShape,
  type Value,
  type Values,
} from '../values/index.ts';
import { keepEqualAttributes, withoutWriteOnly } from './plan-steps.ts';

export interface ApplyInput extends ResourceContext<unknown> {
  readonly resource: Resource;
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
 * Creates, updates or destroys a resource. A ProviderError carries the actual state: without one, a failed create saves
 * nothing (a saved state would be *tainted*), and a failed update or delete keeps the prior state.
 */
export async function applyResourceChange(input: ApplyInput): Promise<Applied> {
  const { resource, prior, plan } = input;
  const shape = objectShape(resource.schema);
  try {
    const result = await change(input);
    if (result === null || plan === null) return { state: null, diagnostics: [] };
    const state = withoutWriteOnly(shape, keepEqualAttributes(shape, plan, result));
    const unknownPaths = pathsOfUnknown(shape, state);
    if (unknownPaths.length === 0) return { state, diagnostics: [] };
    // The change was made and must be saved, with null in place of each unknown value.
    return {
      state: withoutUnknown(shape, state),
      diagnostics: unknownPaths.map((path) => unknownAfterApply(resource.type, path)),
    };
  } catch (error) {
    // Without a single diagnostic, the response would look like success.
    if (!(error instanceof ProviderError) || error.diagnostics.length === 0) throw error;
    const { diagnostics, state } = error;
    if (!state) return { state: prior, diagnostics };
    const actual = plan ? keepEqualAttributes(shape, plan, state) : state;
    return { state: withoutUnknown(shape, withoutWriteOnly(shape, actual)), diagnostics };
  }
}

async function change(input: ApplyInput): Promise<Values | null> {
  const { resource, prior, plan, config } = input;
  if (plan === null) {
    if (prior !== null) await resource.delete({ ...input, prior });
    return null;
  }
  // Only the configuration has the write-only values; the engine has checked the rest of it against the plan.
  const request = { ...input, plan, config: config ?? plan };
  if (prior === null) return resource.create(request);
  if (!resource.update) throw new Error(`${resource.type} has no update; its plan should have reported that`);
  return resource.update({ ...request, prior });
}

const unknownAfterApply = (type: string, path: Path): Diagnostic => ({
  severity: 'error',
  summary: `The provider left ${formatPath(path)} unknown`,
  detail: `The ${type} was changed, but the provider did not return a value for ${formatPath(path)}. This is a bug in the provider. The value is saved as null.`,
  path,
});

const isUnknownAttribute = (type: TypeShape, value: Value): boolean =>
  value instanceof Unknown || (type.kind !== 'nested' && hasUnknown(value));

const withoutUnknown = (shape: NestedShape, values: Values): Values =>
  mapAttributes(shape, values, {}, ({ attribute, value }) =>
    isUnknownAttribute(attribute.type, value) ? null : value,
  );

function pathsOfUnknown(shape: NestedShape, values: Values): Path[] {
  const paths: Path[] = [];
  mapAttributes(shape, values, {}, ({ attribute, path, value }) => {
    if (isUnknownAttribute(attribute.type, value)) paths.push(path);
    return value;
  });
  return paths;
}
