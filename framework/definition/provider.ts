import type { Attributes, PlanOf } from '../schema/attribute.ts';
import type { Problem } from '../schema/diagnostics.ts';
import type { Schema } from '../schema/schema.ts';
import type { AnyType } from '../values/types.ts';
import type { Values } from '../values/value.ts';
import type { Context } from './context.ts';
import type { AnyListResource, ListResource } from './list-resource.ts';
import { checkNames } from './names.ts';
import type { AnyFunction, Parameter, ProviderFunction } from './provider-function.ts';
import type { AnyDataSource, AnyResource, DataSource, Resource } from './resource.ts';

/** A provider: its own configuration, the client that it makes of it, and what can be done with that. */
export interface Provider<S extends Attributes, Client> {
  /** The short name, which resource types start with: `gigaset`. */
  readonly name: string;
  /** The address that users write: `registry.terraform.io/gigaset-redirect/gigaset`. */
  readonly address: string;
  readonly version: string;
  readonly schema: Schema<S>;
  validate?(request: Context & { readonly config: PlanOf<S> }): readonly Problem[];
  /** Values may be unknown at plan; what it returns reaches each call as `client`. */
  configure(request: Context & { readonly config: PlanOf<S>; readonly engineVersion: string }): Promise<Client>;
  readonly resources: readonly AnyResource<Client>[];
  readonly dataSources?: readonly AnyDataSource<Client>[];
  readonly listResources?: readonly AnyListResource<Client>[];
  readonly functions?: readonly AnyFunction[];
}

/** A provider with its schema's types forgotten; see AnyResource. */
export interface AnyProvider<Client> extends Omit<Provider<Attributes, Client>, 'validate' | 'configure'> {
  validate?(request: Context & { readonly config: Values }): readonly Problem[];
  configure(request: Context & { readonly config: Values; readonly engineVersion: string }): Promise<Client>;
}

/**
 * Checks a resource against its own schema, for a provider whose calls are given a `Client`.
 *
 * @throws where an attribute has a name that no configuration could give
 */
export const defineResource =
  <Client>() =>
  <S extends Attributes>(resource: Resource<S, Client>): Resource<S, Client> => {
    checkNames(resource.type, resource.schema.attributes);
    return resource;
  };

/** @throws as {@link defineResource} */
export const defineDataSource =
  <Client>() =>
  <S extends Attributes>(dataSource: DataSource<S, Client>): DataSource<S, Client> => {
    checkNames(dataSource.type, dataSource.schema.attributes);
    return dataSource;
  };

/** @throws as {@link defineResource}, and where the resource has no identity: what a list finds could not be told apart */
export const defineListResource =
  <Client>() =>
  <S extends Attributes, R extends Attributes>(listing: ListResource<S, R, Client>): ListResource<S, R, Client> => {
    checkNames(`the list of ${listing.of.type}`, listing.schema.attributes);
    if (!listing.of.identity) throw new Error(`${listing.of.type} cannot be listed: it has no identity`);
    return listing;
  };

export const defineFunction = <
  const P extends readonly Parameter[],
  R extends AnyType,
  const V extends Parameter | undefined = undefined,
>(
  definition: ProviderFunction<P, R, V>,
): ProviderFunction<P, R, V> => definition;

/** @throws as {@link defineResource}, and where a list has no resource of its own type beside it */
export const defineProvider = <S extends Attributes, Client>(provider: Provider<S, Client>): Provider<S, Client> => {
  checkNames(`the provider ${provider.name}`, provider.schema.attributes, 'provider');
  for (const { of } of provider.listResources ?? []) {
    if (!provider.resources.includes(of))
      throw new Error(`${of.type} is listed, but is no resource of ${provider.name}`);
  }
  return provider;
};
