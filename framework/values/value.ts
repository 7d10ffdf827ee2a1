import type { TypeShape } from './types.ts';
import { Unknown } from './unknown.ts';

/**
 * Any value of the engine's language, as plain JavaScript. Lists, sets and tuples are arrays; objects and maps are
 * plain objects; which of them is meant is the type's business, not the value's.
 */
export type Value = null | string | number | boolean | Unknown | Dynamic | readonly Value[] | Values;

/** A map, an object, or all attributes of a resource. */
export interface Values {
  readonly [name: string]: Value;
}

/**
 * A value that brings its own type: what an attribute of type `dynamic` holds. The value may be null: the engine tells a
 * null string from a null number. Numbers come as decimal strings.
 */
export class Dynamic {
  readonly type: TypeShape;
  readonly value: Value;

  constructor(type: TypeShape, value: Value) {
    this.type = type;
    this.value = value;
  }
}

export const isList = (value: Value | undefined): value is readonly Value[] => Array.isArray(value);

export const isValues = (value: Value | undefined): value is Values =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Unknown) &&
  !(value instanceof Dynamic);

/** True for null, and for the null of some type that a `dynamic` attribute may hold. */
export const isNull = (value: Value | undefined): boolean =>
  value === null || value === undefined || (value instanceof Dynamic && value.value === null);

/** An empty object that has no inherited names, so that a map may have a key `constructor` or `__proto__`. */
export const emptyValues = (): Record<string, Value> => ({ __proto__: null });

/** True when an unknown stands anywhere inside. */
export function hasUnknown(value: Value): boolean {
  if (value instanceof Unknown) return true;
  if (value instanceof Dynamic) return hasUnknown(value.value);
  if (isList(value)) return value.some(hasUnknown);
  return isValues(value) && Object.values(value).some(hasUnknown);
}
