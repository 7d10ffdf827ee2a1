import type { Listed, ListRequest, ListResource, Resource } from '../definition/index.ts';
import { ProviderError } from '../schema/index.ts';
import { hasUnknown, isNull, objectShape, type Values } from '../values/index.ts';
import { withoutWriteOnly } from './plan-steps.ts';

export interface ListInput extends ListRequest<Values, unknown> {
  readonly listResource: ListResource;
}

/**
 * The results of a list, up to the limit. A result without its complete identity is an error, because the engine could
 * not import it. (terraform-plugin-framework's server_listresource.go)
 */
export async function* listResource(input: ListInput): AsyncGenerator<Listed<Values>> {
  const { listResource: list, includeResource, limit, warn } = input;
  const { of } = list;
  let count = 0;
  for await (const { displayName, identity, resource } of list.list(input)) {
    if (!isCompleteIdentity(of, identity)) {
      throw new ProviderError({
        summary: 'A result has no identity',
        detail: `The list of ${of.type} found ${JSON.stringify(displayName)}, but its identity is incomplete. This is a bug in the provider.`,
      });
    }
    if (includeResource && !resource) {
      warn({
        summary: 'A result has no resource',
        detail: `The list of ${of.type} returned only the identity of ${JSON.stringify(displayName)}, although the whole resource was requested. This is a bug in the provider.`,
      });
    }
    yield {
      displayName,
      identity,
      ...(includeResource && resource && { resource: withoutWriteOnly(objectShape(of.schema), resource) }),
    };
    if (++count >= limit) return;
  }
}

/** True when all required values of the identity are there, and none is unknown. */
export const isCompleteIdentity = ({ identity }: Pick<Resource, 'identity'>, values: Values): boolean =>
  identity !== undefined &&
  !hasUnknown(values) &&
  !Object.entries(identity.attributes).some(([name, { mode }]) => mode === 'required' && isNull(values[name]));
