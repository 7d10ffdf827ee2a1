import type { NestedShape, Type } from '../values/types.ts';
import type { Unknown } from '../values/unknown.ts';
import { type Attribute, type Attributes, type PlannedStateOf, type PlanOf, type StateOf } from './attribute.ts';

type Single<S extends Attributes> = Type<StateOf<S>, PlanOf<S> | Unknown, PlannedStateOf<S>>;
type Many<S extends Attributes> = Type<
  readonly StateOf<S>[],
  readonly (PlanOf<S> | Unknown)[] | Unknown,
  readonly PlannedStateOf<S>[]
>;
type ByName<S extends Attributes> = Type<
  Readonly<Record<string, StateOf<S>>>,
  Readonly<Record<string, PlanOf<S> | Unknown>> | Unknown,
  Readonly<Record<string, PlannedStateOf<S>>>
>;

/** Objects whose attributes have a schema of their own: `name = { … }`, `name = [{ … }]`. */
export const nested = {
  single: <S extends Attributes>(attributes: S): Single<S> => ({ kind: 'nested', nesting: 'single', attributes }),
  list: <S extends Attributes>(attributes: S): Many<S> => ({ kind: 'nested', nesting: 'list', attributes }),
  set: <S extends Attributes>(attributes: S): Many<S> => ({ kind: 'nested', nesting: 'set', attributes }),
  map: <S extends Attributes>(attributes: S): ByName<S> => ({ kind: 'nested', nesting: 'map', attributes }),
} as const;

type BlockOptions = NonNullable<NestedShape['block']>;

/** Blocks of HCL: `name { … }`. They stand among the attributes of a schema. Nested attributes are the newer form. */
export const block = {
  single: <S extends Attributes>(
    attributes: S,
    options: BlockOptions = {},
  ): Attribute<Single<S>, 'optional', null> => ({
    mode: 'optional',
    type: { kind: 'nested', nesting: 'single', attributes, block: options },
  }),
  list: <S extends Attributes>(attributes: S, options: BlockOptions = {}): Attribute<Many<S>, 'required', never> => ({
    mode: 'required',
    type: { kind: 'nested', nesting: 'list', attributes, block: options },
  }),
  set: <S extends Attributes>(attributes: S, options: BlockOptions = {}): Attribute<Many<S>, 'required', never> => ({
    mode: 'required',
    type: { kind: 'nested', nesting: 'set', attributes, block: options },
  }),
} as const;
