import type { Unknown } from './unknown.ts';
import type { Dynamic, Value } from './value.ts';

/**
 * The type constraint of an attribute. Three views of one type travel with it for the compiler only:
 * `known` (state), `partial` (plan and configuration: anything may be unknown) and `planned` (the plan at apply: only
 * what is computed may be unknown).
 */
export type Type<Known, Partial = Known | Unknown, Planned = Known> = TypeShape & {
  readonly [views]?: { readonly known: Known; readonly partial: Partial; readonly planned: Planned };
};

export declare const views: unique symbol;

export type KnownOf<T extends AnyType> = NonNullable<T[typeof views]>['known'];
export type PartialOf<T extends AnyType> = NonNullable<T[typeof views]>['partial'];
export type PlannedOf<T extends AnyType> = NonNullable<T[typeof views]>['planned'];

export type AnyType = Type<unknown, unknown, unknown>;

/** What is there at run time. `nested` is an object whose attributes have a schema of their own. */
export type TypeShape = (
  | { readonly kind: 'string' | 'bool' | 'number' | 'int64' | 'decimal' | 'dynamic' }
  | { readonly kind: 'list' | 'set' | 'map'; readonly element: TypeShape }
  | { readonly kind: 'object'; readonly attributes: Readonly<Record<string, TypeShape>> }
  | { readonly kind: 'tuple'; readonly elements: readonly TypeShape[] }
  | NestedShape
) & {
  /** True when two spellings mean the same: the one that the state has is then kept. */
  equivalent?(prior: Value, proposed: Value): boolean;
};

export interface NestedShape {
  readonly kind: 'nested';
  readonly nesting: 'single' | 'list' | 'set' | 'map';
  readonly attributes: Readonly<Record<string, AttributeShape>>;
  /** A block of HCL (`name { … }`) in place of an attribute (`name = { … }`). */
  readonly block?: { readonly minItems?: number; readonly maxItems?: number; readonly description?: string };
}

/** The run-time side of an attribute; attribute.ts gives it its types. */
export interface AttributeShape {
  readonly type: TypeShape;
  readonly mode: 'required' | 'optional' | 'computed' | 'optionalComputed';
  readonly description?: string;
  readonly deprecated?: string;
  readonly sensitive?: boolean;
  readonly writeOnly?: boolean;
  readonly default?: Value;
  readonly validate?: readonly AnyValidator[];
  readonly plan?: readonly AnyPlanModifier[];
}

// Method syntax on purpose: an author's validator of strings is stored where a validator of any value is expected.
export interface AnyValidator {
  check(value: Value): string | undefined;
}

export interface AnyPlanModifier {
  modify(change: { config: Value; prior: Value; plan: Value; changed: boolean; creating: boolean; added: boolean }): {
    plan?: Value;
    requiresReplace?: boolean;
  };
}

export const string: Type<string> = { kind: 'string' };
export const bool: Type<boolean> = { kind: 'bool' };
/** A number as JavaScript has it. One with more digits than that is refused with an error at its attribute. */
export const number: Type<number> = { kind: 'number' };
/** A whole number; a fraction is refused with an error at its attribute. */
export const int64: Type<number> = { kind: 'int64' };
/** A number with all its digits, as a decimal string. */
export const decimal: Type<string> = { kind: 'decimal' };
/** Any type: the value says which. */
export const dynamic: Type<Dynamic> = { kind: 'dynamic' };

export const list = <K, P, A>(
  element: Type<K, P, A>,
): Type<readonly (K | null)[], readonly (P | null)[] | Unknown, readonly (A | null)[]> => ({ kind: 'list', element });

/** A set: an array whose order means nothing. */
export const set = <K, P, A>(
  element: Type<K, P, A>,
): Type<readonly (K | null)[], readonly (P | null)[] | Unknown, readonly (A | null)[]> => ({ kind: 'set', element });

export const map = <K, P, A>(
  element: Type<K, P, A>,
): Type<
  Readonly<Record<string, K | null>>,
  Readonly<Record<string, P | null>> | Unknown,
  Readonly<Record<string, A | null>>
> => ({ kind: 'map', element });

export const object = <T extends Readonly<Record<string, AnyType>>>(
  attributes: T,
): Type<
  { readonly [N in keyof T]: KnownOf<T[N]> | null },
  { readonly [N in keyof T]: PartialOf<T[N]> | null } | Unknown,
  { readonly [N in keyof T]: PlannedOf<T[N]> | null }
> => ({ kind: 'object', attributes });

export const tuple = <const T extends readonly AnyType[]>(
  ...elements: T
): Type<{ readonly [I in keyof T]: KnownOf<T[I]> | null }> => ({ kind: 'tuple', elements });

/**
 * The same type with another idea of sameness: where the state's value and a new one are `equivalent`, the state's
 * spelling stays, in the plan as well as after create, read and update.
 */
export const withSemanticEquality = <K, P, A>(
  type: Type<K, P, A>,
  equivalent: (prior: K, proposed: K) => boolean,
): Type<K, P, A> => Object.assign({}, type, { equivalent });
