import type { Attributes, PlannedStateOf, PlanOf, Problem, Schema, StateOf } from '../schema/index.ts';
import type { Values } from '../values/index.ts';
import type { ClientContext, Context } from './context.ts';
import type { Resource } from './resource.ts';

/** What a list receives. */
export interface ListRequest<Config, Client> extends ClientContext<Client> {
  readonly config: Config;
  /** True when each result must carry the whole resource, not only its identity. */
  readonly includeResource: boolean;
  /** The maximum number of results; Infinity without a limit. The framework stops the list there. */
  readonly limit: number;
}

/** One resource that a list found. */
export interface Listed<State> {
  /** The name by which people recognise it. */
  readonly displayName: string;
  /** The values of the resource's `identity`. */
  readonly identity: Values;
  /** The state as `read` would return it; only when `includeResource` asks for it. */
  readonly resource?: State;
}

/**
 * Finds resources outside of any state: `list "gigaset_device" "all" { … }` in a file of `terraform query`. It shares
 * the type name and the identity of the resource whose instances it finds.
 */
export interface ListResource<S extends Attributes = Attributes, R extends Attributes = Attributes, Client = unknown> {
  readonly of: Resource<R, Client>;
  /** The schema of the list's `config` block. */
  readonly schema: Schema<S>;
  validate?(request: Context & { readonly config: PlanOf<S> }): readonly Problem[];
  /**
   * Yields each result as soon as it is found, normally as `async *list(…) { … }`. The engine's pace is the list's pace;
   * when the engine wants no more, the list's `finally` runs and `signal` is aborted. Errors are thrown as ProviderError;
   * a warning goes out with the next result.
   */
  list(request: ListRequest<PlannedStateOf<S>, Client>): AsyncIterable<Listed<StateOf<R>>>;
}
