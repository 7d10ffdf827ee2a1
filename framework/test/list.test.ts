import { testProvider, type ListEvent, type TestListResource, type TestProvider } from '../testing/index.ts';
import { sampleProvider } from './sample/sample-provider.ts';

let provider: TestProvider;
let things: TestListResource;
beforeEach(async () => {
  provider = testProvider(sampleProvider);
  await provider.configure();
  things = provider.listResource('sample_thing');
});

async function all<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of stream) items.push(item);
  return items;
}
const list = (options: Parameters<TestListResource['list']>[0]): Promise<ListEvent[]> => all(things.list(options));

describe('a list resource', () => {
  test('is part of the schema and of the metadata', async () => {
    expect(await provider.describe('getProviderSchema')).toMatchObject({
      listResourceSchemas: {
        sample_thing: {
          block: {
            attributes: [
              { name: 'prefix', type: 'string', required: true },
              { name: 'count_of', type: 'number', optional: true },
              { name: 'size', optional: true },
            ],
          },
        },
      },
    });
    expect(await provider.describe('getMetadata')).toMatchObject({ listResources: [{ typeName: 'sample_thing' }] });
  });

  test.each([
    ['', [{ severity: 'error', path: 'prefix' }]],
    ['mute', [{ severity: 'error', path: 'prefix' }]],
    ['right', []],
  ])('validates its configuration: %j', async (prefix, diagnostics) => {
    expect(await things.validate({ prefix })).toMatchObject({ diagnostics });
  });

  test('yields a name and an identity for each result', async () => {
    expect(await list({ config: { prefix: 'a', count_of: 2 } })).toEqual([
      { displayName: 'a 0', identity: { name: 'a 0' }, resource: null, diagnostics: [] },
      { displayName: 'a 1', identity: { name: 'a 1' }, resource: null, diagnostics: [] },
    ]);
  });

  test('yields the whole resource on request, without write-only values', async () => {
    const [event] = await list({ config: { prefix: 'a', count_of: 1 }, includeResource: true });
    expect(event?.resource).toMatchObject({ name: 'a 0', size: 7, secret: null, secret_wo: null });
  });

  test('may yield nothing', async () => {
    expect(await list({ config: { prefix: 'a', count_of: 0 } })).toEqual([]);
  });

  test.each([
    { limit: 2, count: 5, yielded: 2, produced: 1 },
    { limit: 5, count: 5, yielded: 5, produced: 4 },
    { limit: 0, count: 5, yielded: 5, produced: 5 },
  ])('stops at a limit of $limit out of $count', async ({ limit, count, yielded, produced }) => {
    expect(await list({ config: { prefix: 'a', count_of: count }, limit })).toHaveLength(yielded);
    expect(provider.log.at(-1)).toMatchObject({ '@message': 'stopped listing', found: produced });
  });

  test('sends a warning with the next result, and the last one alone', async () => {
    const warning = (summary: string) => [{ severity: 'warning', summary }];
    expect(await list({ config: { prefix: 'warned', count_of: 3 } })).toMatchObject([
      { diagnostics: [] },
      { displayName: 'warned 1', diagnostics: warning('It is an old one') },
      { diagnostics: [] },
    ]);
    expect(await list({ config: { prefix: 'late', count_of: 1 } })).toMatchObject([
      { displayName: 'late 0', diagnostics: [] },
      { displayName: '', identity: null, diagnostics: warning('That was all') },
    ]);
  });

  test('keeps the results before an error', async () => {
    expect(await list({ config: { prefix: 'broken' } })).toMatchObject([
      { displayName: 'broken 0' },
      { displayName: 'broken 1' },
      { identity: null, diagnostics: [{ severity: 'error', summary: 'No more of them', path: 'prefix' }] },
    ]);
  });

  test('reports a result without identity as an error, and one without its resource as a warning', async () => {
    expect(await list({ config: { prefix: 'nameless', count_of: 3 } })).toMatchObject([
      { displayName: 'nameless 0' },
      { identity: null, diagnostics: [{ severity: 'error' }] },
    ]);
    expect(await list({ config: { prefix: 'poor', count_of: 2 }, includeResource: true })).toMatchObject([
      { diagnostics: [] },
      { displayName: 'poor 1', diagnostics: [{ severity: 'warning' }] },
    ]);
  });

  test('exists only where the provider defines one', async () => {
    expect(await all(provider.listResource('sample_old').list({ config: {} }))).toMatchObject([
      { diagnostics: [{ severity: 'error', detail: expect.stringContaining('sample_thing') }] },
    ]);
  });

  test('hears of an interrupt while it waits', async () => {
    const events = list({ config: { prefix: 'waits', count_of: 1 } });
    await new Promise((resolve) => setImmediate(resolve));
    await provider.stop();
    expect(await events).toMatchObject([{ displayName: 'waits 0' }]);
    expect(provider.log.at(-1)).toMatchObject({ '@message': 'stopped listing', aborted: true });
  });
});
