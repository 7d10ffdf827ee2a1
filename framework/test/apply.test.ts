import {
  computed,
  optional,
  ProviderError,
  required,
  string,
  unknown,
  withSemanticEquality,
  type Resource,
} from '../index.ts';
import { resourceWith } from './support/provider.ts';

const anyCase = withSemanticEquality(string, (a, b) => a.toLowerCase() === b.toLowerCase());
const attributes = { name: required(anyCase), id: computed(string), secret: optional(string, { writeOnly: true }) };
const config = { name: 'Anna' };
const prior = { state: { name: 'Anna', id: 'old', secret: null } };

const resource = (create: Resource['create']) =>
  resourceWith(attributes, {
    create,
    read: ({ state }) => Promise.resolve({ ...state, name: 'ANNA' }),
    update: () => Promise.reject(new ProviderError({ summary: 'No' })),
    delete: () => Promise.reject(new ProviderError({ summary: 'No' })),
  });
const created = async (create: Resource['create']) => (await resource(create)).planAndApply({ config });
const notCreated = () => Promise.reject(new Error('not called in this test'));

describe('applying a plan', () => {
  test('keeps semantically equal planned values and drops write-only values', async () => {
    expect(await created(() => Promise.resolve({ name: 'anna', id: '1', secret: 's' }))).toMatchObject({
      state: { name: 'Anna', id: '1', secret: null },
      diagnostics: [],
    });
  });

  test('saves what was created with an error at each value left unknown', async () => {
    expect(await created(({ plan }) => Promise.resolve(plan))).toMatchObject({
      state: { name: 'Anna', id: null },
      diagnostics: [{ severity: 'error', path: 'id' }],
    });
  });

  test.each([
    ['nothing without a state', undefined, null],
    ['the state of the error', { name: 'Anna', id: unknown, secret: 's' }, { name: 'Anna', id: null, secret: null }],
  ])('saves %s when create fails', async (_, state, saved) => {
    const error = new ProviderError({ summary: 'No' }, state && { state });
    expect(await created(() => Promise.reject(error))).toMatchObject({
      state: saved,
      diagnostics: [{ summary: 'No' }],
    });
  });

  test.each([
    ['update', { name: 'Berta' }],
    ['delete', null],
  ])('keeps the prior state when %s fails', async (_, next) => {
    const thing = await resource(notCreated);
    expect(await thing.planAndApply({ config: next, prior })).toMatchObject({
      ...prior,
      diagnostics: [{ summary: 'No' }],
    });
  });

  test('reports an unexpected error as a bug of the provider', async () => {
    expect(await created(() => Promise.reject(new Error('boom')))).toMatchObject({
      state: null,
      diagnostics: [{ severity: 'error', detail: expect.stringContaining('boom') }],
    });
  });

  test('treats an error without diagnostics as an unexpected error', async () => {
    const { diagnostics } = await created(() => Promise.reject(new ProviderError([])));
    expect(diagnostics).toHaveLength(1);
  });
});

test('reads a semantically equal value without drift', async () => {
  expect(await (await resource(notCreated)).read(prior)).toMatchObject(prior);
});
