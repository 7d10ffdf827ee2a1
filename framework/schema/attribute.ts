import type { AnyType, AttributeShape, KnownOf, PartialOf, PlannedOf, Type } from '../values/types.ts';
import type { Unknown } from '../values/unknown.ts';
import type { Value } from '../values/value.ts';

/** Says what is wrong with a known value, or undefined when nothing is. The engine shows it at the attribute's line. */
export interface Validator<Known> {
  check(value: Known): string | undefined;
}

/** What a plan modifier sees: the attribute before and after, as the steps so far have made it. */
export interface AttributeChange<Partial> {
  readonly config: Partial | null;
  readonly prior: Partial | null;
  readonly plan: Partial | null;
  /** True when the planned value is not the prior one, by the type's own idea of sameness. */
  readonly changed: boolean;
  /** True when the resource is not there yet. */
  readonly creating: boolean;
  /** True when the object that the attribute belongs to is not there yet: the resource, or a new element of a list. */
  readonly added: boolean;
}

/** Changes the planned value of one attribute, or asks for the resource to be replaced. */
export interface PlanModifier<Partial> {
  modify(change: AttributeChange<Partial>): { plan?: Partial | null; requiresReplace?: boolean };
}

/** What may be said of any attribute. Descriptions are Markdown and become the documentation. */
export interface AttributeOptions<Known, Partial> {
  readonly description?: string;
  /** A sentence that says what to use instead. */
  readonly deprecated?: string;
  /** Hidden in plans and outputs, and masked in logs. */
  readonly sensitive?: boolean;
  readonly validate?: readonly Validator<Known>[];
  readonly plan?: readonly PlanModifier<Partial>[];
}

export interface Attribute<T extends AnyType, Mode extends AttributeShape['mode'], Null> extends AttributeShape {
  readonly type: T;
  readonly mode: Mode;
  /** For the compiler only: null where plan, state and configuration may have null there, never where not. */
  readonly nullable?: Null;
}

type Required<T extends AnyType> = Attribute<T, 'required', never>;
type Nullable<T extends AnyType, Mode extends AttributeShape['mode']> = Attribute<T, Mode, null>;

/** An attribute that the configuration must give. A write-only one is null everywhere but in the configuration. */
export function required<K extends Value, P extends Value, A>(
  type: Type<K, P, A>,
  options: AttributeOptions<NoInfer<K>, NoInfer<P>> & { readonly writeOnly: true },
): Nullable<Type<K, P, A>, 'required'>;
export function required<K extends Value, P extends Value, A>(
  type: Type<K, P, A>,
  options?: AttributeOptions<NoInfer<K>, NoInfer<P>> & { readonly writeOnly?: false },
): Required<Type<K, P, A>>;
export function required<K extends Value, P extends Value, A>(
  type: Type<K, P, A>,
  options: AttributeOptions<K, P> & { readonly writeOnly?: boolean } = {},
): Attribute<Type<K, P, A>, 'required', null> {
  return { ...options, type, mode: 'required' };
}

/** An attribute that the configuration may give. Write-only: it reaches the provider, never a plan or a state. */
export const optional = <K extends Value, P extends Value, A>(
  type: Type<K, P, A>,
  options: AttributeOptions<NoInfer<K>, NoInfer<P>> & { readonly writeOnly?: boolean } = {},
): Nullable<Type<K, P, A>, 'optional'> => ({ ...options, type, mode: 'optional' });

/** An attribute that only the provider gives. */
export const computed = <K extends Value, P extends Value, A>(
  type: Type<K, P, A>,
  options: AttributeOptions<NoInfer<K>, NoInfer<P>> = {},
): Nullable<Type<K, P, A>, 'computed'> => ({ ...options, type, mode: 'computed' });

/** An attribute that the provider gives where the configuration does not: by a fixed default, or at apply. */
export const optionalComputed = <K extends Value, P extends Value, A>(
  type: Type<K, P, A>,
  options: AttributeOptions<NoInfer<K>, NoInfer<P>> & { readonly default?: K & AttributeShape['default'] } = {},
): Nullable<Type<K, P, A>, 'optionalComputed'> => ({ ...options, type, mode: 'optionalComputed' });

export type Attributes = Readonly<Record<string, AttributeShape & { readonly type: AnyType }>>;

type IsRequired<A> = A extends { readonly mode: 'required'; readonly nullable?: never } ? true : false;
type IsConfigured<A> = A extends { readonly mode: 'required' | 'optional' } ? true : false;

/** What the state holds: everything is known; what is not required may be null. */
export type StateOf<S extends Attributes> = {
  readonly [N in keyof S]: IsRequired<S[N]> extends true ? KnownOf<S[N]['type']> : KnownOf<S[N]['type']> | null;
};

/** What a plan or a configuration holds while it is made: anything may be unknown yet. */
export type PlanOf<S extends Attributes> = {
  readonly [N in keyof S]: IsRequired<S[N]> extends true ? PartialOf<S[N]['type']> : PartialOf<S[N]['type']> | null;
};

/** What the plan holds when it is applied: what is configured is known; what is computed may still be unknown. */
export type PlannedStateOf<S extends Attributes> = {
  readonly [N in keyof S]: IsConfigured<S[N]> extends true
    ? IsRequired<S[N]> extends true
      ? PlannedOf<S[N]['type']>
      : PlannedOf<S[N]['type']> | null
    : KnownOf<S[N]['type']> | Unknown | null;
};
