import type { Attributes, PlannedStateOf, PlanOf, Problem, Schema, StateOf } from '../schema/index.ts';
import type { NestedShape, Path, Values } from '../values/index.ts';
import type { ClientContext, Context, ResourceContext } from './context.ts';
import type { Deferrable, Deferred } from './deferral.ts';

// Without arguments, each of these types is the one with its schema erased: `Resource` is any resource, as the engine's
// calls meet it. Members are methods, so that the compiler accepts a resource of any schema there.

/** What a resource's own plan step receives, after the schema's defaults and plan modifiers. */
export interface PlanRequest<S extends Attributes, Client> extends Omit<ResourceContext<Client>, 'client'>, Deferrable {
  readonly config: PlanOf<S>;
  /** The prior state; null when the resource is to be created. */
  readonly prior: StateOf<S> | null;
  readonly plan: PlanOf<S>;
  /** Undefined while the provider's own configuration is unknown. */
  readonly client: Client | undefined;
}

export interface PlanResult<S extends Attributes> {
  readonly plan?: PlanOf<S>;
  /** Attributes whose change replaces the resource. */
  readonly requiresReplace?: readonly Path[];
  /** What `defer` returned: the engine shows the plan, but does not apply it yet. */
  readonly deferred?: Deferred | undefined;
}

/** What identifies a resource outside of any state: `identity = { … }` of an import block. */
export interface Identity<S extends Attributes> {
  readonly version?: number;
  /** All of them strings, numbers or booleans. An import must give the `required` ones. */
  readonly attributes: Attributes;
  of(state: StateOf<S>): Values;
}

/** Reads a state that an older version of the resource wrote. */
export interface Upgrade<S extends Attributes> {
  /** The attributes of the older version, by which the saved state is read. */
  readonly attributes: NestedShape['attributes'];
  upgrade(prior: Values): StateOf<S>;
}

/** The resource that a `moved` block takes its state from. */
export interface MoveSource {
  /** The address of the provider: `registry.terraform.io/hashicorp/null`. */
  readonly provider: string;
  /** The type of the resource: `null_resource`. */
  readonly type: string;
  /** The version of its schema. */
  readonly version: number;
}

/** Takes over the state of another resource type: `moved { from = … to = … }`. */
export interface Move<S extends Attributes> {
  /** True when this move can read the source. */
  readonly from: (source: MoveSource) => boolean;
  readonly attributes: NestedShape['attributes'];
  move(prior: Values): StateOf<S>;
}

/**
 * A resource: its schema, then create, read, update and delete. Each returns the state after the call. Errors are thrown
 * as ProviderError, with `state` when part of the work was done. Without `update`, every change must replace the
 * resource; a change that does not is an error at plan.
 */
export interface Resource<S extends Attributes = Attributes, Client = unknown> {
  /** The full type name with the provider's prefix: `gigaset_device`. */
  readonly type: string;
  readonly schema: Schema<S>;
  readonly identity?: Identity<S>;
  /** Finds problems that involve several attributes; the validators of attributes find the others. */
  validate?(request: Context & { readonly config: PlanOf<S> }): readonly Problem[];
  plan?(request: PlanRequest<S, Client>): PlanResult<S> | Promise<PlanResult<S>>;
  /** Called before the resource is destroyed, to warn or refuse. */
  planDestroy?(request: ResourceContext<Client | undefined> & { readonly prior: StateOf<S> }): void | Promise<void>;
  create(
    request: ResourceContext<Client> & { readonly plan: PlannedStateOf<S>; readonly config: PlannedStateOf<S> },
  ): Promise<StateOf<S>>;
  /** Returns null when the resource no longer exists; the engine then plans to create it. */
  read(
    request: ResourceContext<Client> & Deferrable & { readonly state: StateOf<S> },
  ): Promise<StateOf<S> | Deferred | null>;
  update?(
    request: ResourceContext<Client> & {
      readonly plan: PlannedStateOf<S>;
      readonly config: PlannedStateOf<S>;
      readonly prior: StateOf<S>;
    },
  ): Promise<StateOf<S>>;
  delete(request: ResourceContext<Client> & { readonly prior: StateOf<S> }): Promise<void>;
  /** Returns what `read` needs to find the resource; the rest stays null until then. Throws when the ID is invalid. */
  import?(
    request: ClientContext<Client> & Deferrable & { readonly id: string; readonly identity: Values | null },
  ): Promise<Partial<StateOf<S>> | Deferred>;
  /** Upgrades, by the version that wrote the state. */
  readonly upgrade?: Readonly<Record<number, Upgrade<S>>>;
  readonly moves?: readonly Move<S>[];
}

/** Something that is looked up, not managed: `data "…" "…" { }`. */
export interface DataSource<S extends Attributes = Attributes, Client = unknown> {
  readonly type: string;
  readonly schema: Schema<S>;
  validate?(request: Context & { readonly config: PlanOf<S> }): readonly Problem[];
  read(
    request: ClientContext<Client> & Deferrable & { readonly config: PlannedStateOf<S> },
  ): Promise<StateOf<S> | Deferred>;
}
