import type { Attributes, PlannedStateOf, PlanOf, StateOf } from '../schema/attribute.ts';
import type { Problem } from '../schema/diagnostics.ts';
import type { Schema } from '../schema/schema.ts';
import type { Values } from '../values/value.ts';
import type { ClientContext, Context } from './context.ts';
import type { AnyResource, Resource } from './resource.ts';

/** What a list was asked for. */
export interface ListRequest<Config, Client> extends ClientContext<Client> {
  readonly config: Config;
  /** True when the whole resource is wanted with each result, not only its identity. */
  readonly includeResource: boolean;
  /** How many are wanted at most; Infinity when nobody says. The framework stops there by itself. */
  readonly limit: number;
}

/** One resource that was found. */
export interface Listed<State> {
  /** By what people recognise it. */
  readonly displayName: string;
  /** As the resource's `identity` describes it. */
  readonly identity: Values;
  /** As `read` would return it; only where `includeResource` asks for it. */
  readonly resource?: State;
}

/**
 * Finds what exists outside of any state: `list "gigaset_device" "all" { … }` in a file of `terraform query`. It shares
 * the type name and the identity of the resource whose instances it finds.
 */
export interface ListResource<S extends Attributes, R extends Attributes, Client> {
  readonly of: Resource<R, Client>;
  /** What may stand in the `config` block of the list. */
  readonly schema: Schema<S>;
  validate?(request: Context & { readonly config: PlanOf<S> }): readonly Problem[];
  /**
   * Yields what it finds, best as it comes: normally `async *list(…) { … }`. It goes on only as fast as the engine takes
   * the results, and is ended (its `finally` runs, `signal` is aborted) when the engine wants no more. Errors are thrown,
   * as ProviderError; a warning goes out with the next result.
   */
  list(request: ListRequest<PlannedStateOf<S>, Client>): AsyncIterable<Listed<StateOf<R>>>;
}

/** A list resource with its schemas' types forgotten; see AnyResource. */
export interface AnyListResource<Client> {
  readonly of: AnyResource<Client>;
  readonly schema: Schema;
  validate?(request: Context & { readonly config: Values }): readonly Problem[];
  list(request: ListRequest<Values, Client>): AsyncIterable<Listed<Values>>;
}
