import type { Dynamic, TypeShape, Unknown, Value } from './value.ts';

/**
 * The type of an attribute. It carries three views for the compiler alone: `known` (the state), `partial` (the plan and
 * the configuration, where anything may be unknown) and `planned` (the plan at apply, where only computed values may be
 * unknown). `Type` without arguments is any type.
 */
export type Type<Known = Value, Partial = Known | Unknown, Planned = Known> = TypeShape & {
  readonly [views]?: { readonly known: Known; readonly partial: Partial; readonly planned: Planned };
};

export declare const views: unique symbol;

export type KnownOf<T extends Type> = NonNullable<T[typeof views]>['known'];
export type PartialOf<T extends Type> = NonNullable<T[typeof views]>['partial'];
export type PlannedOf<T extends Type> = NonNullable<T[typeof views]>['planned'];

export const string: Type<string> = { kind: 'string' };
export const bool: Type<boolean> = { kind: 'bool' };
/** A JavaScript number. A number with more digits is an error at its attribute. */
export const number: Type<number> = { kind: 'number' };
/** A whole number that JavaScript holds exactly. Any other number is an error at its attribute. */
export const int64: Type<number> = { kind: 'int64' };
/** A number with all its digits, as a decimal string. */
export const decimal: Type<string> = { kind: 'decimal' };
/** Any type; the value carries it. */
export const dynamic: Type<Dynamic> = { kind: 'dynamic' };

export const list = <K, P, A>(
  element: Type<K, P, A>,
): Type<readonly (K | null)[], readonly (P | null)[] | Unknown, readonly (A | null)[]> => ({ kind: 'list', element });

/** A set: an array whose order has no meaning. */
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

export const object = <T extends Readonly<Record<string, Type>>>(
  attributes: T,
): Type<
  { readonly [N in keyof T]: KnownOf<T[N]> | null },
  { readonly [N in keyof T]: PartialOf<T[N]> | null } | Unknown,
  { readonly [N in keyof T]: PlannedOf<T[N]> | null }
> => ({ kind: 'object', attributes });

export const tuple = <const T extends readonly Type[]>(
  ...elements: T
): Type<{ readonly [I in keyof T]: KnownOf<T[I]> | null }> => ({ kind: 'tuple', elements });

/**
 * The same type with semantic equality: when the state's value and a new one are `equivalent`, the state's value is
 * kept, in the plan and after create, read and update.
 */
export const withSemanticEquality = <K, P, A>(
  type: Type<K, P, A>,
  equivalent: (prior: K, proposed: K) => boolean,
): Type<K, P, A> => Object.assign({}, type, { equivalent });
