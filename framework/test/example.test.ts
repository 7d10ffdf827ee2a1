import { nullProvider } from '../example/null-provider.ts';
import { testProvider, unknown } from '../testing/index.ts';

const provider = testProvider(nullProvider);
beforeAll(() => provider.configure());

describe('the example provider', () => {
  const resource = provider.resource('null_resource');

  test('plans a new resource with an unknown ID', async () => {
    expect(await resource.plan({ config: { triggers: { a: '1' } } })).toMatchObject({
      plan: { id: unknown, triggers: { a: '1' } },
      requiresReplace: [],
      diagnostics: [],
    });
  });

  test('replaces the resource when a trigger changes, and keeps it otherwise', async () => {
    const created = await resource.planAndApply({ config: { triggers: { a: '1' } } });
    const same = await resource.planAndApply({ config: { triggers: { a: '1' } }, prior: created });
    expect(same.state).toEqual(created.state);
    const replaced = await resource.planAndApply({ config: { triggers: { a: '2' } }, prior: created });
    expect(replaced.state).toMatchObject({ triggers: { a: '2' } });
    expect(replaced.state?.['id']).not.toBe(created.state?.['id']);
  });

  test('returns the inputs of its data source', async () => {
    expect(await provider.dataSource('null_data_source').read({ inputs: { a: 'b' } })).toMatchObject({
      state: { inputs: { a: 'b' }, outputs: { a: 'b' }, has_computed_default: 'default' },
      diagnostics: [],
    });
  });
});
