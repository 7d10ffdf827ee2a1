import type { Attributes, PlannedStateOf, PlanOf, Problem, Schema } from '../schema/index.ts';
import type { ClientContext, Context } from './context.ts';
import type { Deferrable, Deferred } from './deferral.ts';

/**
 * Something that is done and leaves no state: `action "…" "…" { config { … } }`. An engine invokes it by an
 * `action_trigger` of a resource, or by `terraform apply -invoke`. (Terraform 1.14)
 */
export interface Action<S extends Attributes = Attributes, Client = unknown> {
  readonly type: string;
  /** The schema of the action's `config` block. An action returns no values, so none of them is computed. */
  readonly schema: Schema<S>;
  validate?(request: Context & { readonly config: PlanOf<S> }): readonly Problem[];
  /** Warns or refuses before anything is applied. The client is undefined while the provider's configuration is unknown. */
  plan?(
    request: ClientContext<Client | undefined> & Deferrable & { readonly config: PlanOf<S> },
  ): Deferred | undefined | Promise<Deferred | undefined>;
  /**
   * Does it, and yields a message about each step, which the engine shows at once: `async *invoke(…) { … }`. Errors are
   * thrown as ProviderError.
   */
  invoke(request: ClientContext<Client> & { readonly config: PlannedStateOf<S> }): AsyncIterable<string>;
}
