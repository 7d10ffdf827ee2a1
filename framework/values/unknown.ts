import type { TypeShape } from './types.ts';

/**
 * What the engine already knows of a value that it does not have yet, and promises to keep when it has it.
 * Names and meaning follow cty's refinements (object-wire-format.md of the plugin protocol).
 */
export interface Refinements {
  /** The value will not be null. */
  readonly notNull?: boolean;
  /** The string will start like this. */
  readonly stringPrefix?: string;
  readonly lowerBound?: readonly [bound: number | string, inclusive: boolean];
  readonly upperBound?: readonly [bound: number | string, inclusive: boolean];
  readonly lengthAtLeast?: number;
  readonly lengthAtMost?: number;
}

/** A value that will be known after apply. Tell it from others with {@link isUnknown}. */
export class Unknown {
  readonly refinements: Refinements | undefined;
  /** The type that the value will have, where a `dynamic` attribute's is known before its value is. */
  readonly type: TypeShape | undefined;

  constructor(refinements?: Refinements, type?: TypeShape) {
    this.refinements = refinements;
    this.type = type;
  }
}

/** An unknown of which nothing is known: "(known after apply)". */
export const unknown = new Unknown();

export const isUnknown = (value: unknown): value is Unknown => value instanceof Unknown;

/** True where neither null nor unknown stands: the value can be worked with. */
export const isKnown = <T>(value: T): value is Exclude<T, Unknown | null | undefined> =>
  value !== null && value !== undefined && !isUnknown(value);
