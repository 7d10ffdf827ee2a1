import type { Attributes, PlannedStateOf, PlanOf, Problem, Schema, StateOf } from '../schema/index.ts';
import type { Context, ResourceContext } from './context.ts';
import type { Deferrable, Deferred } from './deferral.ts';

/** When an engine that still uses an ephemeral resource calls `renew`; never without `renewAt`. */
export interface Lease {
  readonly renewAt?: Date | undefined;
}

/** What `open` returns. */
export interface Opened<S extends Attributes> extends Lease {
  /** The configured values as they are, and the computed ones. All of them are known. */
  readonly result: StateOf<S>;
}

/**
 * Something that exists only while an engine runs, such as a token: `ephemeral "…" "…" { }`. Its values reach neither
 * plan nor state. The engine opens it in each plan and each apply, renews it while it is needed, and closes it at the end.
 * Private state carries what `renew` and `close` need. (Terraform 1.10, OpenTofu 1.11)
 */
export interface EphemeralResource<S extends Attributes = Attributes, Client = unknown> {
  readonly type: string;
  readonly schema: Schema<S>;
  validate?(request: Context & { readonly config: PlanOf<S> }): readonly Problem[];
  open(
    request: ResourceContext<Client> & Deferrable & { readonly config: PlannedStateOf<S> },
  ): Promise<Opened<S> | Deferred>;
  /** Required when `open` returns a `renewAt`. */
  renew?(request: ResourceContext<Client>): Promise<Lease>;
  close?(request: ResourceContext<Client>): Promise<void>;
}
