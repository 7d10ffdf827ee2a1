import type { AnyResource } from '../definition/resource.ts';
import {
  block,
  computed,
  defineResource,
  Dynamic,
  dynamic,
  int64,
  map,
  nested,
  optional,
  optionalComputed,
  ProviderError,
  required,
  requiresReplace,
  requiresReplaceIf,
  set,
  withSemanticEquality,
  string,
  unknown,
  useStateForUnknown,
  type Attributes,
} from '../index.ts';
import { planResourceChange } from '../lifecycle/plan-resource-change.ts';
import type { Values } from '../values/value.ts';
import { calling } from './support/calling.ts';

const anyCase = withSemanticEquality(string, (a, b) => a.toLowerCase() === b.toLowerCase());
const never = () => Promise.reject(new Error('not called at plan'));

/** A plan by these attributes; the engine's proposal is the configuration, with the prior value of what is computed. */
async function plan(attributes: Attributes, config: Values, prior: Values | null = null, proposed?: Values) {
  const resource: AnyResource<true> = {
    ...{ type: 't', schema: { attributes }, create: never, read: never, update: never, delete: never },
  };
  const suggested = Object.fromEntries(
    Object.entries(attributes).map(([name, { mode }]) => [
      name,
      config[name] ?? (mode === 'computed' || mode === 'optionalComputed' ? (prior?.[name] ?? null) : null),
    ]),
  );
  return planResourceChange<true>({
    ...calling(),
    resource,
    config,
    prior,
    proposed: proposed ?? suggested,
    client: true,
  });
}

describe('a plan', () => {
  const simple = {
    name: required(anyCase, { plan: [requiresReplace] }),
    size: optionalComputed(int64, { default: 3 }),
    kind: optionalComputed(string),
    id: computed(string, { plan: [useStateForUnknown] }),
    seen: computed(string),
    secret: optional(string, { writeOnly: true }),
  };
  const prior = { name: 'Anna', size: 3, kind: 'a', id: '1', seen: 'x', secret: null };
  const nothing = { size: null, kind: null, id: null, seen: null, secret: null };

  test('of what is new has defaults, unknowns, and no write-only value', async () => {
    expect(await plan(simple, { ...nothing, name: 'Anna', secret: 's' })).toEqual({
      plan: { name: 'Anna', size: 3, kind: unknown, id: unknown, seen: unknown, secret: null },
      requiresReplace: [],
    });
  });

  test('of what does not change is the state, in the spelling of the state', async () => {
    const { plan: same } = await plan(simple, { ...nothing, name: 'ANNA', secret: 'another' }, prior);
    expect(same).toEqual(prior);
  });

  test('of a change leaves open what may change with it, and keeps what does not', async () => {
    expect(await plan(simple, { ...nothing, name: 'anna', size: 4 }, prior)).toEqual({
      plan: { ...prior, size: 4, kind: unknown, seen: unknown },
      requiresReplace: [],
    });
  });

  test('of a change keeps a computed null that is kept', async () => {
    const { plan: next } = await plan(simple, { ...nothing, name: 'anna', size: 4 }, { ...prior, id: null });
    expect(next).toMatchObject({ id: null });
  });

  test.each(['Berta', unknown])('that changes to %p what requires a replacement says so', async (name) => {
    expect(await plan(simple, { ...nothing, name }, prior)).toMatchObject({ requiresReplace: [['name']] });
  });

  test('replaces only where a condition says so', async () => {
    const attributes = {
      size: required(int64, { plan: [requiresReplaceIf((before, after) => Number(before) > Number(after))] }),
    };
    expect(await plan(attributes, { size: 2 }, { size: 1 })).toMatchObject({ requiresReplace: [] });
    expect(await plan(attributes, { size: 1 }, { size: 2 })).toMatchObject({ requiresReplace: [['size']] });
  });

  test('takes the null of a type as null', async () => {
    const attributes = { any: optional(dynamic), name: optionalComputed(dynamic) };
    const nullText = new Dynamic({ kind: 'string' }, null);
    expect((await plan(attributes, { any: nullText, name: nullText })).plan).toEqual({ any: nullText, name: unknown });
  });
});

describe('inside nested attributes and blocks', () => {
  const one = {
    name: required(string),
    mode: optionalComputed(string, { default: 'auto' }),
    key: computed(string, { plan: [useStateForUnknown] }),
  };
  const blank = { mode: null, key: null };

  test('defaults and unknowns stand as outside', async () => {
    const attributes = {
      single: optional(nested.single(one)),
      byName: optional(nested.map(one)),
      rule: block.list(one),
    };
    const config = {
      single: { ...blank, name: 'a' },
      byName: { k: { ...blank, name: 'b' } },
      rule: [{ ...blank, name: 'c' }],
    };
    const made = (name: string) => ({ name, mode: 'auto', key: unknown });
    expect((await plan(attributes, config)).plan).toEqual({
      single: made('a'),
      byName: { k: made('b') },
      rule: [made('c')],
    });
  });

  test('a new element of a list does not take a null for its computed value', async () => {
    const attributes = { rule: block.list(one) };
    const prior = { rule: [{ name: 'a', mode: 'auto', key: '1' }] };
    const config = {
      rule: [
        { ...blank, name: 'a' },
        { ...blank, name: 'b' },
      ],
    };
    const proposed = {
      rule: [
        { name: 'a', mode: 'auto', key: '1' },
        { ...blank, name: 'b' },
      ],
    };
    expect((await plan(attributes, config, prior, proposed)).plan).toEqual({
      rule: [
        { name: 'a', mode: 'auto', key: '1' },
        { name: 'b', mode: 'auto', key: unknown },
      ],
    });
  });

  test('a whole object that is computed is unknown, and what a default gives is not', async () => {
    const attributes = {
      made: computed(nested.single(one)),
      given: optionalComputed(nested.single({ a: optionalComputed(string) }), { default: { a: 'x' } }),
    };
    expect((await plan(attributes, { made: null, given: null })).plan).toEqual({ made: unknown, given: { a: 'x' } });
  });

  test('elements of a set are the same ones in any order', async () => {
    const attributes = {
      members: optional(
        nested.set({
          name: required(string, { plan: [requiresReplace] }),
          weight: optionalComputed(int64),
          key: computed(string, { plan: [useStateForUnknown] }),
        }),
      ),
      size: optional(int64),
    };
    const prior = { size: 1, members: ['a', 'b'].map((name, i) => ({ name, weight: i, key: `key ${name}` })) };
    const config = {
      size: 2,
      members: ['b', 'a', 'c'].map((name) => ({ name, weight: name === 'a' ? 7 : null, key: null })),
    };
    const proposed = {
      size: 2,
      members: [
        { name: 'c', weight: null, key: null },
        { name: 'a', weight: 7, key: 'key a' },
        { name: 'b', weight: 1, key: 'key b' },
      ],
    };
    expect(await plan(attributes, config, prior, proposed)).toEqual({
      plan: {
        size: 2,
        members: [
          { name: 'c', weight: unknown, key: unknown },
          { name: 'a', weight: 7, key: 'key a' },
          { name: 'b', weight: unknown, key: 'key b' },
        ],
      },
      // The set itself: the engine has no words for an element of it.
      requiresReplace: [['members']],
    });
  });

  test('another spelling of an element is no change', async () => {
    const attributes = {
      tags: optional(set(anyCase)),
      labels: optional(map(anyCase)),
      ones: optional(nested.set({ n: required(anyCase) })),
    };
    const prior = { tags: ['One', 'two'], labels: { a: 'X' }, ones: [{ n: 'A' }, { n: 'b' }] };
    const config = { tags: ['TWO', 'one'], labels: { a: 'x' }, ones: [{ n: 'B' }, { n: 'a' }] };
    const { plan: same, requiresReplace: replaced } = await plan(attributes, config, prior);
    expect(same).toEqual({ tags: ['two', 'One'], labels: { a: 'X' }, ones: [{ n: 'b' }, { n: 'A' }] });
    expect(replaced).toEqual([]);
  });
});

describe("a resource's own word", () => {
  const attributes = { name: required(string), note: computed(string) };
  const resource = defineResource<true>()({
    type: 't',
    schema: { attributes },
    plan: ({ plan: next, prior }) => ({
      plan: { ...next, note: 'known' },
      requiresReplace: prior === null ? [] : [['note'], ['name'], ['note']],
    }),
    planDestroy() {
      throw new ProviderError({ summary: 'It stays' });
    },
    create: never,
    read: never,
    delete: never,
  });
  const config = { name: 'a', note: null };

  test('comes last, and its paths once and in order', async () => {
    const prior = { name: 'b', note: 'old' };
    expect(await planResourceChange({ ...calling(), resource, config, prior, proposed: config, client: true })).toEqual(
      {
        plan: { name: 'a', note: 'known' },
        requiresReplace: [['name'], ['note']],
      },
    );
  });

  test('may refuse a destruction', async () => {
    const prior = { name: 'b', note: 'old' };
    const destroy = { ...calling(), resource, config: null, prior, proposed: null, client: true as const };
    await expect(planResourceChange(destroy)).rejects.toThrow('It stays');
  });
});
