import type { MemberShape, Type, Unknown } from '../values/index.ts';
import type { Attributes, Member, NestedAttributes, PlannedStateOf, PlanOf, StateOf } from './attribute.ts';

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
  single: <S extends NestedAttributes>(attributes: S): Single<S> => ({ kind: 'nested', nesting: 'single', attributes }),
  list: <S extends NestedAttributes>(attributes: S): Many<S> => ({ kind: 'nested', nesting: 'list', attributes }),
  set: <S extends NestedAttributes>(attributes: S): Many<S> => ({ kind: 'nested', nesting: 'set', attributes }),
  map: <S extends NestedAttributes>(attributes: S): ByName<S> => ({ kind: 'nested', nesting: 'map', attributes }),
} as const;

type BlockOptions = Pick<MemberShape, 'description' | 'minItems' | 'maxItems'>;

/** HCL blocks: `name { … }`, declared beside the attributes of a schema. Nested attributes are the newer form. */
export const block = {
  single: <S extends Attributes>(attributes: S, options: BlockOptions = {}): Member<Single<S>, 'block', null> => ({
    ...options,
    mode: 'block',
    type: { kind: 'nested', nesting: 'single', attributes },
  }),
  list: <S extends Attributes>(attributes: S, options: BlockOptions = {}): Member<Many<S>, 'block', never> => ({
    ...options,
    mode: 'block',
    type: { kind: 'nested', nesting: 'list', attributes },
  }),
  set: <S extends Attributes>(attributes: S, options: BlockOptions = {}): Member<Many<S>, 'block', never> => ({
    ...options,
    mode: 'block',
    type: { kind: 'nested', nesting: 'set', attributes },
  }),
} as const;
