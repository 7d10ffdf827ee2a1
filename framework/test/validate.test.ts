import { block, nested, optional, required, string, unknown, type Finding, type Validator } from '../index.ts';
import { resourceWith } from './support/provider.ts';

const notBad: Validator<string> = { check: (text) => (text === 'bad' ? 'It is bad.' : undefined) };
const uniqueNames: Validator<readonly { readonly name: string }[]> = {
  check: (all) =>
    all.flatMap(({ name }, i): Finding[] => {
      if (name === 'odd') return [{ severity: 'warning', detail: 'It is odd.', path: [i, 'name'] }];
      const first = all.findIndex((other) => other.name === name);
      return first < i ? [{ summary: 'Duplicate', detail: `As in element ${first}.`, path: [i, 'name'] }] : [];
    }),
};

const thing = () =>
  resourceWith(
    {},
    {
      schema: {
        deprecated: 'Use another.',
        attributes: {
          a: optional(string, { validate: [notBad, notBad] }),
          old: optional(string, { deprecated: 'Use a.' }),
          secret: optional(string, { writeOnly: true }),
          many: optional(nested.list({ b: optional(string, { validate: [notBad] }) })),
          names: block.list({ name: required(string) }),
          unique: optional(nested.list({ name: required(string) }), { validate: [uniqueNames] }),
        },
      },
      validate: () => [{ summary: 'As a whole', path: ['a'] }],
    },
  );
const deprecated = { severity: 'warning', summary: 'Deprecated', detail: 'Use another.', path: '' };

describe('validating a configuration', () => {
  test('reports every error at its attribute', async () => {
    const config = { a: 'bad', many: [{ b: 'good' }, { b: 'bad' }, { b: unknown }] };
    const { diagnostics } = await (await thing()).validate(config);
    expect(diagnostics).toMatchObject([
      deprecated,
      { severity: 'error', summary: 'Invalid a', detail: 'It is bad.', path: 'a' },
      { path: 'a' },
      { summary: 'Invalid many[1].b', path: 'many[1].b' },
    ]);
  });

  test('validates the whole once each attribute is valid, and warns of deprecations', async () => {
    expect((await (await thing()).validate({ old: 'x' })).diagnostics).toEqual([
      deprecated,
      { severity: 'warning', summary: 'old is deprecated', detail: 'Use a.', path: 'old' },
      { severity: 'error', summary: 'As a whole', detail: '', path: 'a' },
    ]);
  });

  test('lets a validator return several findings, warnings and paths below its attribute', async () => {
    const unique = ['x', 'odd', 'x', 'x'].map((name) => ({ name }));
    expect((await (await thing()).validate({ unique })).diagnostics).toEqual([
      deprecated,
      { severity: 'warning', summary: 'Invalid unique[1].name', detail: 'It is odd.', path: 'unique[1].name' },
      { severity: 'error', summary: 'Duplicate', detail: 'As in element 0.', path: 'unique[2].name' },
      { severity: 'error', summary: 'Duplicate', detail: 'As in element 0.', path: 'unique[3].name' },
    ]);
  });

  test('validates the whole beside warnings of attributes', async () => {
    const { diagnostics } = await (await thing()).validate({ unique: [{ name: 'odd' }] });
    expect(diagnostics.map(({ path }) => path)).toEqual(['', 'unique[0].name', 'a']);
  });

  test('refuses a write-only value when the engine would save it', async () => {
    const { diagnostics } = await (await thing()).validate({ secret: 'x' }, { writeOnly: false });
    expect(diagnostics).toMatchObject([deprecated, { severity: 'error', path: 'secret' }]);
  });

  test('reports a missing required attribute, and no missing block', async () => {
    const { diagnostics } = await (await thing()).validate({ names: [{ name: null }] });
    expect(diagnostics).toMatchObject([deprecated, { severity: 'error', path: 'names[0].name' }]);
  });
});
