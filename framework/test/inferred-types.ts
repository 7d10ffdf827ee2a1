import {
  block,
  bool,
  computed,
  defineFunction,
  defineResource,
  dynamic,
  int64,
  list,
  map,
  nested,
  object,
  optional,
  optionalComputed,
  required,
  set,
  string,
  tuple,
  type Dynamic,
  type PlannedStateOf,
  type PlanOf,
  type StateOf,
  type Unknown,
} from '../index.ts';

// The compiler checks everything here; nothing runs.

type Same<A, B> = [(a: A) => A] extends [(b: B) => B] ? ([(b: B) => B] extends [(a: A) => A] ? true : false) : false;
type Holds<Promise extends true> = Promise;

export const attributes = {
  name: required(string),
  note: optional(string),
  id: computed(string),
  size: optionalComputed(int64, { default: 3 }),
  tags: optional(list(string)),
  labels: required(map(bool)),
  place: optional(object({ floor: int64 })),
  pair: computed(tuple(string, int64)),
  any: optional(dynamic),
  secret: required(string, { writeOnly: true }),
  inner: optional(nested.single({ a: required(string), b: computed(string) })),
  rule: block.list({ port: required(int64), inner: block.single({ a: optional(string) }) }),
  head: block.single({ a: required(string) }),
} as const;

type State = StateOf<typeof attributes>;
type Plan = PlanOf<typeof attributes>;
type Planned = PlannedStateOf<typeof attributes>;

export type Promises = [
  // The state: all values are known; required ones are never null, except write-only ones, which no state contains.
  Holds<Same<State['name'], string>>,
  Holds<Same<State['note'], string | null>>,
  Holds<Same<State['id'], string | null>>,
  Holds<Same<State['size'], number | null>>,
  Holds<Same<State['tags'], readonly (string | null)[] | null>>,
  Holds<Same<State['labels'], Readonly<Record<string, boolean | null>>>>,
  Holds<Same<State['place'], { readonly floor: number | null } | null>>,
  Holds<Same<State['pair'], readonly [string | null, number | null] | null>>,
  Holds<Same<State['any'], Dynamic | null>>,
  Holds<Same<State['secret'], string | null>>,
  Holds<Same<NonNullable<State['inner']>['a'], string>>,
  Holds<Same<NonNullable<State['inner']>['b'], string | null>>,
  Holds<Same<State['rule'][number]['port'], number>>,
  Holds<Same<State['rule'][number]['inner'], { readonly a: string | null } | null>>,
  Holds<Same<State['head'], { readonly a: string } | null>>,

  // The plan and the configuration: any value may be unknown, at every level.
  Holds<Same<Plan['name'], string | Unknown>>,
  Holds<Same<Plan['note'], string | Unknown | null>>,
  Holds<Same<Plan['tags'], readonly (string | Unknown | null)[] | Unknown | null>>,
  Holds<Same<Exclude<Plan['inner'], Unknown | null>['a'], string | Unknown>>,
  Holds<Same<Exclude<Exclude<Plan['rule'], Unknown>[number], Unknown>['port'], number | Unknown>>,

  // The plan when it is applied: only computed values may still be unknown.
  Holds<Same<Planned['name'], string>>,
  Holds<Same<Planned['note'], string | null>>,
  Holds<Same<Planned['id'], string | Unknown | null>>,
  Holds<Same<Planned['size'], number | Unknown | null>>,
  Holds<Same<NonNullable<Planned['inner']>['a'], string>>,
  Holds<Same<NonNullable<Planned['inner']>['b'], string | Unknown | null>>,
];

export const resource = defineResource<{ readonly call: () => void }>()({
  type: 't',
  schema: { attributes: { name: required(string), id: computed(string) } },
  plan: ({ plan, client }) => {
    // @ts-expect-error -- the name may be unknown at plan
    const name: string = plan.name;
    // @ts-expect-error -- the provider may not be configured at plan
    client.call();
    return { plan: { ...plan, id: name } };
  },
  // @ts-expect-error -- the ID may still be unknown, and the provider must set it
  create: ({ plan }) => Promise.resolve({ name: plan.name, id: plan.id }),
  // @ts-expect-error -- a state has all attributes
  read: ({ state }) => Promise.resolve({ name: state.name }),
  delete: () => Promise.resolve(),
});

// @ts-expect-error -- the protocol has no blocks inside nested attributes
nested.single({ inner: block.list({ a: optional(string) }) });
// @ts-expect-error -- nor inside the objects of a nested list
optional(nested.list({ inner: block.single({ a: optional(string) }) }));

// @ts-expect-error -- a default has the type of its attribute
optionalComputed(int64, { default: 'three' });
// @ts-expect-error -- only a configuration sets a write-only value
computed(string, { writeOnly: true });
// @ts-expect-error -- a validator takes the type of its attribute
required(set(string), { validate: [{ check: (value: string) => value }] });

defineFunction({
  name: 'f',
  summary: 's',
  parameters: [
    { name: 'a', type: string },
    { name: 'b', type: int64, allowNull: true },
  ],
  variadic: { name: 'c', type: bool },
  returns: string,
  call(a, b, ...c) {
    const upper: string = a.toUpperCase();
    const half: number = b === null ? 0 : b / 2;
    // @ts-expect-error -- it may be null
    b.toFixed();
    return c.every((further) => !further) ? upper : String(half);
  },
});
