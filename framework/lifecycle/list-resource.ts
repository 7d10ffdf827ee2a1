import type { AnyListResource, Listed, ListRequest } from '../definition/list-resource.ts';
import { ProviderError } from '../schema/diagnostics.ts';
import { shapeOf } from '../schema/schema.ts';
import { hasUnknown, isNull, type Values } from '../values/value.ts';
import { withoutWriteOnly } from './plan-steps.ts';

export interface ListInput<Client> extends ListRequest<Values, Client> {
  readonly listResource: AnyListResource<Client>;
}

/**
 * What the list finds, no more than was asked for. A result without its whole identity is an error: the engine could not
 * import it. (terraform-plugin-framework's server_listresource.go)
 */
export async function* listResource<Client>(input: ListInput<Client>): AsyncGenerator<Listed<Values>> {
  const { listResource: listing, includeResource, limit, warn } = input;
  const { of } = listing;
  let found = 0;
  for await (const { displayName, identity, resource } of listing.list(input)) {
    if (lacksIdentity(of, identity)) {
      throw new ProviderError({
        summary: 'A result has no identity',
        detail: `The list of ${of.type} found ${JSON.stringify(displayName)}, but does not say by what it is known. This is a fault of the provider.`,
      });
    }
    if (includeResource && !resource) {
      warn({
        summary: 'A result has no resource',
        detail: `The whole ${of.type} was asked for, but the list gives only the identity of ${JSON.stringify(displayName)}. This is a fault of the provider.`,
      });
    }
    yield {
      displayName,
      identity,
      ...(includeResource && resource && { resource: withoutWriteOnly(shapeOf(of.schema), resource) }),
    };
    if (++found >= limit) return;
  }
}

const lacksIdentity = ({ identity }: AnyListResource<never>['of'], values: Values): boolean =>
  !identity ||
  hasUnknown(values) ||
  Object.entries(identity.attributes).some(([name, { mode }]) => mode === 'required' && isNull(values[name]));
