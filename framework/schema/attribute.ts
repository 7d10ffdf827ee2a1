import type {
  AttributeShape,
  KnownOf,
  MemberShape,
  PartialOf,
  PlanModifier,
  PlannedOf,
  Type,
  Unknown,
  Validator,
  Value,
} from '../values/index.ts';

/** The options of every attribute. Descriptions are Markdown and become the documentation. */
export interface AttributeOptions<Known, Partial> {
  readonly description?: string;
  /** A sentence that says what to use instead. */
  readonly deprecated?: string;
  /** Hidden in plans and outputs, and masked in logs. */
  readonly sensitive?: boolean;
  readonly validate?: readonly Validator<Known>[];
  readonly plan?: readonly PlanModifier<Partial>[];
}

/** A member of a schema with what the compiler knows about it. */
export type Member<T extends Type, Mode extends MemberShape['mode'], Null> = MemberShape & {
  readonly type: T;
  readonly mode: Mode;
  /** For the compiler alone: null when plan, state and configuration may be null here, never otherwise. */
  readonly nullable?: Null;
};

type Nullable<T extends Type, Mode extends AttributeShape['mode']> = Member<T, Mode, null>;

/** An attribute that the configuration must set. A write-only one is null everywhere but in the configuration. */
export function required<K extends Value, P extends Value, A extends Value>(
  type: Type<K, P, A>,
  options: AttributeOptions<NoInfer<K>, NoInfer<P>> & { readonly writeOnly: true },
): Nullable<Type<K, P, A>, 'required'>;
export function required<K extends Value, P extends Value, A extends Value>(
  type: Type<K, P, A>,
  options?: AttributeOptions<NoInfer<K>, NoInfer<P>> & { readonly writeOnly?: false },
): Member<Type<K, P, A>, 'required', never>;
export function required<K extends Value, P extends Value, A extends Value>(
  type: Type<K, P, A>,
  options: AttributeOptions<K, P> & { readonly writeOnly?: boolean } = {},
): Nullable<Type<K, P, A>, 'required'> {
  return { ...options, type, mode: 'required' };
}

/** An attribute that the configuration may set. A write-only one reaches the provider, but no plan and no state. */
export const optional = <K extends Value, P extends Value, A extends Value>(
  type: Type<K, P, A>,
  options: AttributeOptions<NoInfer<K>, NoInfer<P>> & { readonly writeOnly?: boolean } = {},
): Nullable<Type<K, P, A>, 'optional'> => ({ ...options, type, mode: 'optional' });

/** An attribute that only the provider sets. */
export const computed = <K extends Value, P extends Value, A extends Value>(
  type: Type<K, P, A>,
  options: AttributeOptions<NoInfer<K>, NoInfer<P>> = {},
): Nullable<Type<K, P, A>, 'computed'> => ({ ...options, type, mode: 'computed' });

/** An attribute that the provider sets when the configuration does not: by a fixed default, or at apply. */
export const optionalComputed = <K extends Value, P extends Value, A extends Value>(
  type: Type<K, P, A>,
  options: AttributeOptions<NoInfer<K>, NoInfer<P>> & { readonly default?: K & MemberShape['default'] } = {},
): Nullable<Type<K, P, A>, 'optionalComputed'> => ({ ...options, type, mode: 'optionalComputed' });

/** The attributes and blocks of a schema by name. */
export type Attributes = Readonly<Record<string, MemberShape & { readonly type: Type }>>;

/** The attributes of a nested attribute. The protocol allows no blocks there. */
export type NestedAttributes = Readonly<Record<string, AttributeShape & { readonly type: Type }>>;

type IsNeverNull<A> = A extends { readonly mode: 'required' | 'block'; readonly nullable?: never } ? true : false;
type IsConfigured<A> = A extends { readonly mode: 'required' | 'optional' | 'block' } ? true : false;
type OrNull<A, V> = IsNeverNull<A> extends true ? V : V | null;

/** The state: all values are known; everything that is not required may be null. */
export type StateOf<S extends Attributes> = {
  readonly [N in keyof S]: OrNull<S[N], KnownOf<S[N]['type']>>;
};

/** The configuration, and the plan while it is made: any value may still be unknown. */
export type PlanOf<S extends Attributes> = {
  readonly [N in keyof S]: OrNull<S[N], PartialOf<S[N]['type']>>;
};

/** The plan when it is applied: configured values are known; computed values may still be unknown. */
export type PlannedStateOf<S extends Attributes> = {
  readonly [N in keyof S]: IsConfigured<S[N]> extends true
    ? OrNull<S[N], PlannedOf<S[N]['type']>>
    : KnownOf<S[N]['type']> | Unknown | null;
};
