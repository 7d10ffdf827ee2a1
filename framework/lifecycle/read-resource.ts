import type { ResourceContext } from '../definition/context.ts';
import type { AnyResource } from '../definition/resource.ts';
import { shapeOf } from '../schema/schema.ts';
import type { Values } from '../values/value.ts';
import { keepEqualAttributes, withoutWriteOnly } from './plan-steps.ts';

/** The resource as it is now, or null where it is gone. A spelling that means the same as the state's is not drift. */
export async function readResource<Client>(
  input: ResourceContext<Client> & { readonly resource: AnyResource<Client>; readonly state: Values },
): Promise<Values | null> {
  const { resource, state } = input;
  const shape = shapeOf(resource.schema);
  const now = await resource.read(input);
  return now && withoutWriteOnly(shape, keepEqualAttributes(shape, state, now));
}
