import {
  block,
  computed,
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
  string,
  unknown,
  useStateForUnknown,
  withSemanticEquality,
  type Attributes,
  type Values,
} from '../index.ts';
import { resourceWith } from './support/provider.ts';

const anyCase = withSemanticEquality(string, (a, b) => a.toLowerCase() === b.toLowerCase());

async function plan(attributes: Attributes, config: Values, prior: Values | null = null, proposed?: Values) {
  const resource = await resourceWith(attributes);
  return resource.plan({ config, prior: { state: prior }, ...(proposed && { proposed }) });
}

describe('planning a resource', () => {
  const simple = {
    name: required(anyCase, { plan: [requiresReplace] }),
    size: optionalComputed(int64, { default: 3 }),
    kind: optionalComputed(string),
    id: computed(string, { plan: [useStateForUnknown] }),
    seen: computed(string),
    secret: optional(string, { writeOnly: true }),
  };
  const prior = { name: 'Anna', size: 3, kind: 'a', id: '1', seen: 'x', secret: null };

  test('fills a new resource with defaults and unknowns, without write-only values', async () => {
    expect(await plan(simple, { name: 'Anna', secret: 's' })).toMatchObject({
      plan: { name: 'Anna', size: 3, kind: unknown, id: unknown, seen: unknown, secret: null },
      requiresReplace: [],
      diagnostics: [],
    });
  });

  test('keeps the prior state when only semantically equal values differ', async () => {
    const { plan: same } = await plan(simple, { name: 'ANNA', secret: 'another' }, prior);
    expect(same).toEqual(prior);
  });

  test('marks computed values as unknown on a change, except those that keep their state', async () => {
    expect(await plan(simple, { name: 'anna', size: 4 }, prior)).toMatchObject({
      plan: { ...prior, size: 4, kind: unknown, seen: unknown },
      requiresReplace: [],
    });
  });

  test('keeps a computed null of the prior state', async () => {
    const { plan: next } = await plan(simple, { name: 'anna', size: 4 }, { ...prior, id: null });
    expect(next).toMatchObject({ id: null });
  });

  test.each(['Berta', unknown])('requires a replacement for the new name %p', async (name) => {
    expect(await plan(simple, { name }, prior)).toMatchObject({ requiresReplace: ['name'] });
  });

  test('requires a replacement only under its condition', async () => {
    const attributes = {
      size: required(int64, { plan: [requiresReplaceIf((before, after) => Number(before) > Number(after))] }),
    };
    expect(await plan(attributes, { size: 2 }, { size: 1 })).toMatchObject({ requiresReplace: [] });
    expect(await plan(attributes, { size: 1 }, { size: 2 })).toMatchObject({ requiresReplace: ['size'] });
  });

  test('treats a typed null as null', async () => {
    const attributes = { any: optional(dynamic), name: optionalComputed(dynamic) };
    const nullText = new Dynamic({ kind: 'string' }, null);
    expect((await plan(attributes, { any: nullText, name: nullText })).plan).toEqual({ any: nullText, name: unknown });
  });
});

describe('planning nested attributes and blocks', () => {
  const one = {
    name: required(string),
    mode: optionalComputed(string, { default: 'auto' }),
    key: computed(string, { plan: [useStateForUnknown] }),
  };

  test('applies defaults and unknowns at every level', async () => {
    const attributes = {
      single: optional(nested.single(one)),
      byName: optional(nested.map(one)),
      rule: block.list(one),
    };
    const config = { single: { name: 'a' }, byName: { k: { name: 'b' } }, rule: [{ name: 'c' }] };
    const planned = (name: string) => ({ name, mode: 'auto', key: unknown });
    expect((await plan(attributes, config)).plan).toEqual({
      single: planned('a'),
      byName: { k: planned('b') },
      rule: [planned('c')],
    });
  });

  test('leaves the computed value of a new list element unknown', async () => {
    const prior = { rule: [{ name: 'a', mode: 'auto', key: '1' }] };
    const config = { rule: [{ name: 'a' }, { name: 'b' }] };
    expect((await plan({ rule: block.list(one) }, config, prior)).plan).toEqual({
      rule: [
        { name: 'a', mode: 'auto', key: '1' },
        { name: 'b', mode: 'auto', key: unknown },
      ],
    });
  });

  test('plans a computed object as unknown, and the content of a default as known', async () => {
    const attributes = {
      made: computed(nested.single(one)),
      given: optionalComputed(nested.single({ a: optionalComputed(string) }), { default: { a: 'x' } }),
    };
    expect((await plan(attributes, {})).plan).toEqual({ made: unknown, given: { a: 'x' } });
  });

  test('recognises the elements of a set in any order', async () => {
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
    expect(await plan(attributes, config, prior, proposed)).toMatchObject({
      plan: {
        size: 2,
        members: [
          { name: 'c', weight: unknown, key: unknown },
          { name: 'a', weight: 7, key: 'key a' },
          { name: 'b', weight: unknown, key: 'key b' },
        ],
      },
      // The path of the set: the protocol cannot address an element of one.
      requiresReplace: ['members'],
    });
  });

  test('keeps semantically equal elements of sets and maps', async () => {
    const attributes = {
      tags: optional(set(anyCase)),
      labels: optional(map(anyCase)),
      ones: optional(nested.set({ n: required(anyCase) })),
    };
    const prior = { tags: ['One', 'two'], labels: { a: 'X' }, ones: [{ n: 'A' }, { n: 'b' }] };
    const config = { tags: ['TWO', 'one'], labels: { a: 'x' }, ones: [{ n: 'B' }, { n: 'a' }] };
    expect(await plan(attributes, config, prior)).toMatchObject({
      plan: { tags: ['two', 'One'], labels: { a: 'X' }, ones: [{ n: 'b' }, { n: 'A' }] },
      requiresReplace: [],
    });
  });
});

describe("a resource's own plan step", () => {
  const resource = () =>
    resourceWith(
      { name: required(string), note: computed(string) },
      {
        plan: ({ plan: next, prior }) => ({
          plan: { ...next, note: 'known' },
          requiresReplace: prior === null ? [] : [['note'], ['name'], ['note']],
        }),
        planDestroy() {
          throw new ProviderError({ summary: 'It stays' });
        },
      },
    );
  const prior = { state: { name: 'b', note: 'old' } };

  test('has the last word, and its paths are sorted and unique', async () => {
    expect(await (await resource()).plan({ config: { name: 'a' }, prior })).toMatchObject({
      plan: { name: 'a', note: 'known' },
      requiresReplace: ['name', 'note'],
    });
  });

  test('can refuse a destroy', async () => {
    expect(await (await resource()).plan({ config: null, prior })).toMatchObject({
      diagnostics: [{ severity: 'error', summary: 'It stays', path: '' }],
    });
  });
});
