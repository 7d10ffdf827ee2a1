import { Deferred, type Deferrable, type Resource, type ResourceContext } from '../definition/index.ts';
import { objectShape, type Values } from '../values/index.ts';
import { keepEqualAttributes, withoutWriteOnly } from './plan-steps.ts';

/** The current state; null when the resource no longer exists. A semantically equal value is not drift. */
export async function readResource(
  input: ResourceContext<unknown> & Deferrable & { readonly resource: Resource; readonly state: Values },
): Promise<Values | Deferred | null> {
  const { resource, state } = input;
  const shape = objectShape(resource.schema);
  const current = await resource.read(input);
  if (current instanceof Deferred) return current;
  return current && withoutWriteOnly(shape, keepEqualAttributes(shape, state, current));
}
