import type { Attributes, PlanOf, Problem, Schema } from '../schema/index.ts';
import { isComputed, type Type } from '../values/index.ts';
import type { Action } from './action.ts';
import type { Context } from './context.ts';
import type { Deferrable, Deferred } from './deferral.ts';
import type { EphemeralResource } from './ephemeral-resource.ts';
import type { ListResource } from './list-resource.ts';
import { checkNames, refuseAttributes } from './names.ts';
import type { Parameter, ProviderFunction } from './provider-function.ts';
import type { DataSource, Resource } from './resource.ts';

/** A provider: its own configuration, the client that it makes from it, and everything that uses the client. */
export interface Provider<S extends Attributes = Attributes, Client = unknown> {
  /** The short name, with which resource types start: `gigaset`. */
  readonly name: string;
  /** The address of the provider: `registry.terraform.io/gigaset-redirect/gigaset`. */
  readonly address: string;
  readonly version: string;
  readonly schema: Schema<S>;
  validate?(request: Context & { readonly config: PlanOf<S> }): readonly Problem[];
  /**
   * Returns the `client` that each call receives. Values may be unknown at plan: `defer` then defers all that the engine
   * asks for until they are known.
   */
  configure(
    request: Context & Deferrable & { readonly config: PlanOf<S>; readonly engineVersion: string },
  ): Promise<Client | Deferred>;
  readonly resources: readonly Resource<Attributes, Client>[];
  readonly dataSources?: readonly DataSource<Attributes, Client>[];
  readonly ephemeralResources?: readonly EphemeralResource<Attributes, Client>[];
  readonly listResources?: readonly ListResource<Attributes, Attributes, Client>[];
  readonly actions?: readonly Action<Attributes, Client>[];
  readonly functions?: readonly ProviderFunction[];
}

/**
 * Checks a resource against its own schema, for a provider whose `configure` returns a `Client`.
 *
 * @throws Error when an attribute has a name that no configuration can set
 */
export const defineResource =
  <Client>() =>
  <S extends Attributes>(resource: Resource<S, Client>): Resource<S, Client> => {
    checkNames(resource.type, resource.schema.attributes);
    return resource;
  };

/** @throws Error as {@link defineResource} */
export const defineDataSource =
  <Client>() =>
  <S extends Attributes>(dataSource: DataSource<S, Client>): DataSource<S, Client> => {
    checkNames(dataSource.type, dataSource.schema.attributes);
    return dataSource;
  };

/** @throws Error as {@link defineResource}, and for a write-only attribute: every value is ephemeral here */
export const defineEphemeralResource =
  <Client>() =>
  <S extends Attributes>(ephemeral: EphemeralResource<S, Client>): EphemeralResource<S, Client> => {
    checkNames(ephemeral.type, ephemeral.schema.attributes);
    refuseAttributes(ephemeral.type, ephemeral.schema.attributes, 'write-only', ({ writeOnly }) => writeOnly === true);
    return ephemeral;
  };

/** @throws Error as {@link defineResource}, and for a computed attribute, which nothing could read */
export const defineAction =
  <Client>() =>
  <S extends Attributes>(action: Action<S, Client>): Action<S, Client> => {
    checkNames(action.type, action.schema.attributes);
    refuseAttributes(action.type, action.schema.attributes, 'computed', isComputed);
    return action;
  };

/** @throws Error as {@link defineResource}, and when the resource has no identity to tell the results apart */
export const defineListResource =
  <Client>() =>
  <S extends Attributes, R extends Attributes>(list: ListResource<S, R, Client>): ListResource<S, R, Client> => {
    checkNames(`the list of ${list.of.type}`, list.schema.attributes);
    if (!list.of.identity) throw new Error(`${list.of.type} cannot be listed: it has no identity`);
    return list;
  };

export const defineFunction = <
  const P extends readonly Parameter[],
  R extends Type,
  const V extends Parameter | undefined = undefined,
>(
  definition: ProviderFunction<P, R, V>,
): ProviderFunction<P, R, V> => definition;

/** @throws Error as {@link defineResource}, and when a list is declared without its resource */
export const defineProvider = <S extends Attributes, Client>(provider: Provider<S, Client>): Provider<S, Client> => {
  checkNames(`the provider ${provider.name}`, provider.schema.attributes, 'provider');
  for (const { of } of provider.listResources ?? []) {
    if (!provider.resources.includes(of)) {
      throw new Error(`${of.type} has a list, but is not a resource of the provider ${provider.name}`);
    }
  }
  return provider;
};
