import { defineListResource, defineProvider, defineResource, required, string } from '../index.ts';
import { sampleProvider } from './sample/sample-provider.ts';
import { connect, dynamicValue, type Peer, valueOf } from './support/grpc-peer.ts';
import { endAll, sampleCommand } from './support/plugin-process.ts';

const type_name = 'sample_thing';
type Message = Readonly<Record<string, unknown>>;
interface Request {
  readonly called: string;
  readonly many?: number;
  readonly size?: number;
}

/** A request to list, with more of its message. */
const asking = ({ called, many, size }: Request, more: Message = {}): Message => ({
  type_name,
  config: dynamicValue({ called, many: many ?? null, size: size ?? null }),
  ...more,
});

let peer: Peer;
beforeEach(async () => {
  peer = await connect(sampleCommand, { env: { TF_LOG: 'info' } });
  await peer.call('ConfigureProvider', { config: dynamicValue({ token: null }) });
});
afterEach(async () => {
  peer.close();
  await endAll();
});

const listed = (request: Message): Promise<Message[]> => all(peer.stream('ListResource', request));
async function all<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of stream) items.push(item);
  return items;
}
const names = (events: readonly Message[]) => events.map(({ display_name }) => display_name);
const identityOf = ({ identity }: Message): unknown =>
  valueOf(typeof identity === 'object' && identity !== null ? Reflect.get(identity, 'identity_data') : undefined);

describe('a list of resources', () => {
  test('is offered beside the resource: in the schema and in the metadata', async () => {
    expect(await peer.call('GetProviderSchema')).toMatchObject({
      list_resource_schemas: {
        sample_thing: {
          block: {
            description: 'As many things as it is told to find.',
            attributes: [
              { name: 'called', required: true },
              { name: 'many', optional: true },
              { name: 'size', optional: true },
            ],
          },
        },
      },
    });
    expect(await peer.call('GetMetadata')).toMatchObject({ list_resources: [{ type_name }] });
  });

  test.each([
    ['', [{ severity: 'ERROR', summary: 'Invalid called', detail: 'A thing has a name.' }]],
    ['mute', [{ severity: 'ERROR', summary: 'It says nothing' }]],
    ['right', []],
  ])('has its configuration checked: called %j', async (called, diagnostics) => {
    const include_resource_object = dynamicValue(true);
    const request = asking({ called }, { include_resource_object, limit: dynamicValue(10) });
    expect(await peer.call('ValidateListResourceConfig', request)).toMatchObject({ diagnostics });
  });

  test('names each result, and gives what it can be imported by', async () => {
    const events = await listed(asking({ called: 'a', many: 3 }));
    expect(names(events)).toEqual(['a 0', 'a 1', 'a 2']);
    expect(events.map(identityOf)).toEqual([{ name: 'a 0' }, { name: 'a 1' }, { name: 'a 2' }]);
    expect(events.filter((event) => 'resource_object' in event)).toEqual([]);
  });

  test('gives the whole resource where it is asked for, without what is write-only', async () => {
    const [event = {}] = await listed(asking({ called: 'a', many: 1 }, { include_resource_object: true }));
    expect(valueOf(event['resource_object'])).toMatchObject({ name: 'a 0', size: 7, secret: null, secret_wo: null });
  });

  test('may find nothing', async () => {
    expect(await listed(asking({ called: 'a', many: 0 }))).toEqual([]);
  });

  test.each([
    { limit: 2, many: 5, given: 2, passed: 1 },
    { limit: 5, many: 5, given: 5, passed: 4 },
    { limit: 0, many: 5, given: 5, passed: 5 },
  ])(
    'that is limited to $limit of $many gives $given, and looks for no more',
    async ({ limit, many, given, passed }) => {
      expect(await listed(asking({ called: 'a', many }, { limit }))).toHaveLength(given);
      await peer.plugin.logged('stopped listing');
      expect(peer.plugin.stderr()).toContain(`"found":${passed},`);
    },
  );

  test('tells a warning with the result that it precedes, one at the end alone', async () => {
    const warning = (summary: string) => [{ severity: 'WARNING', summary }];
    expect(await listed(asking({ called: 'warned', many: 3 }))).toMatchObject([
      { diagnostic: [] },
      { display_name: 'warned 1', diagnostic: warning('It is an old one') },
      { diagnostic: [] },
    ]);
    expect(await listed(asking({ called: 'late', many: 1 }))).toMatchObject([
      { display_name: 'late 0', diagnostic: [] },
      { display_name: '', identity: null, diagnostic: warning('That was all') },
    ]);
  });

  test('keeps what it has found when it fails, and says why it ends', async () => {
    const attribute = { steps: [{ attribute_name: 'called' }] };
    expect(await listed(asking({ called: 'broken' }))).toMatchObject([
      { display_name: 'broken 0' },
      { display_name: 'broken 1' },
      { identity: null, diagnostic: [{ severity: 'ERROR', summary: 'No more of them', attribute }] },
    ]);
  });

  test('refuses a result that nobody could import, and warns of one that lacks its resource', async () => {
    expect(await listed(asking({ called: 'nameless', many: 3 }))).toMatchObject([
      { display_name: 'nameless 0' },
      { identity: null, diagnostic: [{ severity: 'ERROR', summary: 'A result has no identity' }] },
    ]);
    const poor = await listed(asking({ called: 'poor', many: 2 }, { include_resource_object: true }));
    expect(poor).toMatchObject([
      { diagnostic: [] },
      { display_name: 'poor 1', diagnostic: [{ severity: 'WARNING', summary: 'A result has no resource' }] },
    ]);
  });

  test('of a type that cannot be listed is refused, and so is a broken configuration', async () => {
    expect(await listed({ type_name: 'sample_old' })).toMatchObject([
      { diagnostic: [{ severity: 'ERROR', summary: 'There is no list resource sample_old' }] },
    ]);
    expect(await listed({ type_name, config: { msgpack: Buffer.from([0x82]) } })).toMatchObject([
      { diagnostic: [{ severity: 'ERROR', summary: 'The engine sent what cannot be read' }] },
    ]);
  });

  test('without end waits for a reader that takes its time, serves others meanwhile, and ends with the reader', async () => {
    const stream = peer.stream('ListResource', asking({ called: 'a', size: 1024 * 1024 }));
    const results = stream[Symbol.asyncIterator]();
    const { value } = await results.next();
    expect(value).toMatchObject({ display_name: 'a 0'.padEnd(1024 * 1024) });
    const config = dynamicValue({ token: null });
    for (let i = 0; i < 50; i++) expect(await peer.call('ValidateProviderConfig', { config })).toBeDefined();
    stream.cancel();
    await expect(all(stream)).rejects.toMatchObject({ code: 1 });
    await peer.plugin.logged('stopped listing');
    // What fits into the window of a stream, and of the socket: not the gigabytes that could have been made meanwhile.
    expect(Number(/"found":(\d+)/.exec(peer.plugin.stderr())?.[1])).toBeLessThan(100);
  });

  test('that waits for somebody else hears of the interrupt', async () => {
    const events = listed(asking({ called: 'waits', many: 1 }));
    await peer.plugin.logged('lists');
    await peer.call('StopProvider');
    expect(names(await events)).toEqual(['waits 0']);
    await peer.plugin.logged('"aborted":true');
  });
});

describe('the name of an attribute', () => {
  test.each([
    ['for_each', 'no attribute can be called for_each, which means something to the engine'],
    ['count', 'no attribute can be called count, which means something to the engine'],
    ['Größe', '"Größe" is no name of an attribute'],
    ['a-b', '"a-b" is no name of an attribute'],
  ])('is one that a configuration could give, not %s', (name, words) => {
    const nothing = () => Promise.reject(new Error('not called'));
    const schema = { attributes: { [name]: required(string) } };
    const define = () => defineResource<true>()({ type: 't', schema, create: nothing, read: nothing, delete: nothing });
    expect(define).toThrow(`t: ${words}`);
  });
});

describe('the definition of a list', () => {
  const attributes = { name: required(string) };
  const nothing = () => Promise.reject(new Error('not called'));
  const resource = { type: 't', schema: { attributes }, create: nothing, read: nothing, delete: nothing };
  const identity = { attributes, of: ({ name }: { name: string }) => ({ name }) };
  async function* list() {
    yield* await Promise.resolve([]);
  }

  test('needs a resource that has an identity', () => {
    const of = defineResource<true>()(resource);
    const define = () => defineListResource<true>()({ of, schema: { attributes: {} }, list });
    expect(define).toThrow('t cannot be listed: it has no identity');
  });

  test('needs its resource beside it in the provider', () => {
    const of = defineResource<true>()({ ...resource, identity });
    const listing = defineListResource<true>()({ of, schema: { attributes: {} }, list });
    const { name, address, version, schema } = sampleProvider;
    const configure = () => Promise.resolve(true as const);
    const base = { name, address, version, schema, configure, listResources: [listing] };
    expect(() => defineProvider({ ...base, resources: [] })).toThrow('t is listed, but is no resource of sample');
    expect(defineProvider({ ...base, resources: [of] }).listResources).toEqual([listing]);
  });
});
