import type { Attributes, PlannedStateOf, PlanOf, StateOf } from '../schema/attribute.ts';
import type { Problem } from '../schema/diagnostics.ts';
import type { Path } from '../schema/path.ts';
import type { Schema } from '../schema/schema.ts';
import type { NestedShape } from '../values/types.ts';
import type { Value, Values } from '../values/value.ts';
import type { ClientContext, Context, ResourceContext } from './context.ts';

/** What a resource's own plan step sees, after the schema's defaults and plan modifiers. */
export interface PlanRequest<S extends Attributes, Client> extends Omit<ResourceContext<Client>, 'client'> {
  readonly config: PlanOf<S>;
  /** What the state says; null when the resource is to be created. */
  readonly prior: StateOf<S> | null;
  readonly plan: PlanOf<S>;
  /** Undefined while the provider's own configuration is unknown. */
  readonly client: Client | undefined;
}

export interface PlanResult<S extends Attributes> {
  readonly plan?: PlanOf<S>;
  /** Attributes whose change replaces the resource. */
  readonly requiresReplace?: readonly Path[];
}

/** By what a resource is known outside of any state: `identity = { … }` of an import block. */
export interface Identity<S extends Attributes> {
  readonly version?: number;
  /** All of them strings, numbers or booleans; `required` ones must be given at import. */
  readonly attributes: Attributes;
  of(state: StateOf<S>): Values;
}

/** Reads a state that an older version of the resource wrote. */
export interface Upgrade<S extends Attributes> {
  /** The older version's attributes: the saved state is read by them. */
  readonly attributes: NestedShape['attributes'];
  upgrade(prior: Values): StateOf<S>;
}

/** Takes over the state of another resource type: `moved { from = … to = … }`. */
export interface Move<S extends Attributes> {
  /** True where this is the one that can read it: `source.type` is the resource type, `source.provider` its address. */
  readonly from: (source: { readonly provider: string; readonly type: string; readonly version: number }) => boolean;
  readonly attributes: NestedShape['attributes'];
  move(prior: Values): StateOf<S>;
}

/**
 * A resource: its schema, then what create, read, update and delete mean. Each returns the state as it is afterwards;
 * errors are thrown as ProviderError, with `state` where part of the work was done. Without `update` every change must
 * replace; one that does not is an error at plan.
 */
export interface Resource<S extends Attributes, Client> {
  /** The whole type name, with the provider's in front: `gigaset_device`. */
  readonly type: string;
  readonly schema: Schema<S>;
  readonly identity?: Identity<S>;
  /** Problems that show only when attributes are seen together; of single attributes, their validators tell. */
  validate?(request: Context & { readonly config: PlanOf<S> }): readonly Problem[];
  plan?(request: PlanRequest<S, Client>): PlanResult<S> | Promise<PlanResult<S>>;
  /** Called before the resource is destroyed, to warn or refuse. */
  planDestroy?(request: ResourceContext<Client | undefined> & { readonly prior: StateOf<S> }): void | Promise<void>;
  create(
    request: ResourceContext<Client> & { readonly plan: PlannedStateOf<S>; readonly config: PlannedStateOf<S> },
  ): Promise<StateOf<S>>;
  /** Null when it is no longer there: the engine then plans to create it. */
  read(request: ResourceContext<Client> & { readonly state: StateOf<S> }): Promise<StateOf<S> | null>;
  update?(
    request: ResourceContext<Client> & {
      readonly plan: PlannedStateOf<S>;
      readonly config: PlannedStateOf<S>;
      readonly prior: StateOf<S>;
    },
  ): Promise<StateOf<S>>;
  delete(request: ResourceContext<Client> & { readonly prior: StateOf<S> }): Promise<void>;
  /** What `read` needs to find it; the rest is null until then. Throws where the ID cannot be one. */
  import?(
    request: ClientContext<Client> & { readonly id: string; readonly identity: Values | null },
  ): Promise<Partial<StateOf<S>>>;
  /** By the version that wrote the state. */
  readonly upgrade?: Readonly<Record<number, Upgrade<S>>>;
  readonly moves?: readonly Move<S>[];
}

/** Something that is looked up, not managed: `data "…" "…" { }`. */
export interface DataSource<S extends Attributes, Client> {
  readonly type: string;
  readonly schema: Schema<S>;
  validate?(request: Context & { readonly config: PlanOf<S> }): readonly Problem[];
  read(request: ClientContext<Client> & { readonly config: PlannedStateOf<S> }): Promise<StateOf<S>>;
}

/**
 * A resource with its schema's types forgotten, as the engine's calls meet it: what goes in was decoded by that very
 * schema. Methods, so that the compiler lets a resource of any schema stand here.
 */
export interface AnyResource<Client> {
  readonly type: string;
  readonly schema: Schema;
  readonly identity?: {
    readonly version?: number;
    readonly attributes: Attributes;
    of(state: Values): Values;
  };
  validate?(request: Context & { readonly config: Values }): readonly Problem[];
  plan?(
    request: Omit<ResourceContext<Client>, 'client'> & {
      readonly config: Values;
      readonly prior: Values | null;
      readonly plan: Values;
      readonly client: Client | undefined;
    },
  ): AnyPlanResult | Promise<AnyPlanResult>;
  planDestroy?(request: ResourceContext<Client | undefined> & { readonly prior: Values }): void | Promise<void>;
  create(request: ResourceContext<Client> & { readonly plan: Values; readonly config: Values }): Promise<Values>;
  read(request: ResourceContext<Client> & { readonly state: Values }): Promise<Values | null>;
  update?(
    request: ResourceContext<Client> & { readonly plan: Values; readonly config: Values; readonly prior: Values },
  ): Promise<Values>;
  delete(request: ResourceContext<Client> & { readonly prior: Values }): Promise<void>;
  import?(
    request: ClientContext<Client> & { readonly id: string; readonly identity: Values | null },
  ): Promise<Readonly<Record<string, Value | undefined>>>;
  readonly upgrade?: Readonly<
    Record<number, { readonly attributes: NestedShape['attributes']; upgrade(prior: Values): Values }>
  >;
  readonly moves?: readonly {
    readonly from: (source: { readonly provider: string; readonly type: string; readonly version: number }) => boolean;
    readonly attributes: NestedShape['attributes'];
    move(prior: Values): Values;
  }[];
}

export interface AnyPlanResult {
  readonly plan?: Values;
  readonly requiresReplace?: readonly Path[];
}

export interface AnyDataSource<Client> {
  readonly type: string;
  readonly schema: Schema;
  validate?(request: Context & { readonly config: Values }): readonly Problem[];
  read(request: ClientContext<Client> & { readonly config: Values }): Promise<Values>;
}
