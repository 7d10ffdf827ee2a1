import type { PlanModifier, Validator } from './rules.ts';

// Values and their types refer to each other: a Dynamic carries its type, and an attribute may have a default value.

/**
 * Any value of the engine's language, as plain JavaScript. Lists, sets and tuples are arrays; objects and maps are plain
 * objects. Only the type tells them apart.
 */
export type Value = null | string | number | boolean | Unknown | Dynamic | readonly Value[] | Values;

/** A map, an object, or all attributes of a resource. */
export interface Values {
  readonly [name: string]: Value;
}

/** A type at run time. `nested` is an object whose attributes have a schema of their own. */
export type TypeShape = (
  | { readonly kind: 'string' | 'bool' | 'number' | 'int64' | 'decimal' | 'dynamic' }
  | { readonly kind: 'list' | 'set' | 'map'; readonly element: TypeShape }
  | { readonly kind: 'object'; readonly attributes: Readonly<Record<string, TypeShape>> }
  | { readonly kind: 'tuple'; readonly elements: readonly TypeShape[] }
  | NestedShape
) & {
  /** Semantic equality: true when both values mean the same, so that the prior one is kept. */
  equivalent?(prior: Value, proposed: Value): boolean;
};

export interface NestedShape {
  readonly kind: 'nested';
  readonly nesting: 'single' | 'list' | 'set' | 'map';
  readonly attributes: Readonly<Record<string, MemberShape>>;
}

/** An attribute (`name = …`) or a block (`name { … }`) of a schema at run time. */
export interface MemberShape {
  readonly type: TypeShape;
  readonly mode: 'required' | 'optional' | 'computed' | 'optionalComputed' | 'block';
  readonly description?: string;
  readonly deprecated?: string;
  readonly sensitive?: boolean;
  readonly writeOnly?: boolean;
  readonly default?: Value;
  readonly validate?: readonly Validator<Value>[];
  readonly plan?: readonly PlanModifier<Value>[];
  /** Of a block alone: how many of them a configuration may have. */
  readonly minItems?: number;
  readonly maxItems?: number;
}

/** Whether the provider may set an attribute. */
export const isComputed = ({ mode }: MemberShape): boolean => mode === 'computed' || mode === 'optionalComputed';

/** An attribute, and no block. */
export type AttributeShape = MemberShape & { readonly mode: Exclude<MemberShape['mode'], 'block'> };

/**
 * What the engine already knows about an unknown value, and holds the provider to.
 * Names and meaning follow cty's refinements (object-wire-format.md of the plugin protocol).
 */
export interface Refinements {
  /** The value will not be null. */
  readonly notNull?: boolean;
  /** The string will start with this prefix. */
  readonly stringPrefix?: string;
  readonly lowerBound?: readonly [bound: number | string, inclusive: boolean];
  readonly upperBound?: readonly [bound: number | string, inclusive: boolean];
  readonly lengthAtLeast?: number;
  readonly lengthAtMost?: number;
}

/** A value that will be known after apply. {@link isUnknown} recognises it. */
export class Unknown {
  readonly refinements: Refinements | undefined;
  /** The future type of the value, where a `dynamic` attribute knows its type before its value. */
  readonly type: TypeShape | undefined;

  constructor(refinements?: Refinements, type?: TypeShape) {
    this.refinements = refinements;
    this.type = type;
  }
}

/** An unknown value without refinements: "(known after apply)". */
export const unknown = new Unknown();

/**
 * A value that carries its own type, as an attribute of type `dynamic` holds it. The value may be null: the engine
 * distinguishes a null string from a null number. Numbers are decimal strings.
 */
export class Dynamic {
  readonly type: TypeShape;
  readonly value: Value;

  constructor(type: TypeShape, value: Value) {
    this.type = type;
    this.value = value;
  }
}

export const isUnknown = (value: unknown): value is Unknown => value instanceof Unknown;

/** True when the value is neither null nor unknown. */
export const isKnown = <T>(value: T): value is Exclude<T, Unknown | null | undefined> =>
  value !== null && value !== undefined && !isUnknown(value);

export const isList = (value: Value | undefined): value is readonly Value[] => Array.isArray(value);

export const isValues = (value: Value | undefined): value is Values =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Unknown) &&
  !(value instanceof Dynamic);

/** True for null, and for the typed null of a `dynamic` attribute. */
export const isNull = (value: Value | undefined): boolean =>
  value === null || value === undefined || (value instanceof Dynamic && value.value === null);

/** True when the value is unknown or contains an unknown value. */
export function hasUnknown(value: Value): boolean {
  if (value instanceof Unknown) return true;
  if (value instanceof Dynamic) return hasUnknown(value.value);
  if (isList(value)) return value.some(hasUnknown);
  return isValues(value) && Object.values(value).some(hasUnknown);
}

/** An empty object without a prototype, so that `constructor` and `__proto__` are ordinary keys of a map. */
export const emptyValues = (): Record<string, Value> => ({ __proto__: null });

/** The member of a map or an object; null when it is absent or inherited. */
export const memberOf = (values: Value | undefined, name: string): Value =>
  isValues(values) && Object.hasOwn(values, name) ? (values[name] ?? null) : null;

/** The type of one object with these attributes: of a schema's values, or of one element of a nested list, set or map. */
export const objectShape = ({ attributes }: Pick<NestedShape, 'attributes'>): NestedShape => ({
  kind: 'nested',
  nesting: 'single',
  attributes,
});
