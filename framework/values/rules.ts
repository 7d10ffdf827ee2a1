import type { Path } from './path.ts';

/** One thing that a validator found. */
export interface Finding {
  /** An error unless stated otherwise. */
  readonly severity?: 'error' | 'warning';
  /** The headline; "Invalid" and the path unless stated otherwise. */
  readonly summary?: string;
  /** A sentence that says what is wrong. */
  readonly detail: string;
  /** The place below the validated attribute, for example `[3, 'url']`; the attribute itself unless stated otherwise. */
  readonly path?: Path;
}

/** Checks a known value. The engine shows each finding at the line of its attribute. */
export interface Validator<Known> {
  /** Returns a sentence about the one error, or all findings; undefined or an empty array when the value is valid. */
  check(value: Known): string | readonly Finding[] | undefined;
}

/** What a plan modifier sees: the attribute before and after the change, as planned so far. */
export interface AttributeChange<Partial> {
  readonly config: Partial | null;
  readonly prior: Partial | null;
  readonly plan: Partial | null;
  /** True when the planned value differs from the prior one, by the equality of the attribute's type. */
  readonly changed: boolean;
  /** True when the resource does not exist yet. */
  readonly creating: boolean;
  /** True when the object that holds the attribute is new: the resource, or an element of a list. */
  readonly added: boolean;
}

/** Changes the planned value of one attribute, or requires the resource to be replaced. */
export interface PlanModifier<Partial> {
  modify(change: AttributeChange<Partial>): { plan?: Partial | null; requiresReplace?: boolean };
}
