import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nullProvider } from '../example/null-provider.ts';
import { createProviderServer, type Provider, type ProviderServer } from '../index.ts';
import { sampleProvider } from './sample/sample-provider.ts';
import { connectTo, dynamicValue, unknown, valueOf, type Client } from './support/grpc-peer.ts';

// Foreign gRPC, protobuf and msgpack packages on the socket of a provider that runs in this process.

/** The bytes of a value. Jest would compare large values byte by byte. */
function bytesOf(message: unknown): Buffer {
  const bytes: unknown = typeof message === 'object' && message !== null ? Reflect.get(message, 'msgpack') : undefined;
  if (Buffer.isBuffer(bytes)) return bytes;
  throw new Error('no value');
}

let folder: string;
let server: ProviderServer;
let client: Client;
async function start(provider: Provider): Promise<void> {
  folder = mkdtempSync(join(tmpdir(), 'framework-protocol-'));
  server = createProviderServer(provider);
  client = connectTo(`unix:${await server.listen({ path: join(folder, 's') })}`);
}
afterEach(async () => {
  client.close();
  await server.close();
  rmSync(folder, { recursive: true });
});

describe('a foreign gRPC client of the null provider', () => {
  beforeEach(() => start(nullProvider));

  test('gets the schema and the capabilities', async () => {
    expect(await client.call('GetProviderSchema')).toMatchObject({
      resource_schemas: {
        null_resource: {
          version: 0,
          block: {
            attributes: [
              {
                name: 'id',
                type: Buffer.from('"string"'),
                computed: true,
                optional: false,
                description_kind: 'MARKDOWN',
              },
              { name: 'triggers', type: Buffer.from('["map","string"]'), computed: false, optional: true },
            ],
          },
        },
      },
      data_source_schemas: { null_data_source: { block: { deprecated: true } } },
      ephemeral_resource_schemas: {},
      server_capabilities: {
        plan_destroy: true,
        get_provider_schema_optional: true,
        move_resource_state: true,
        generate_resource_config: true,
      },
      diagnostics: [],
    });
  });

  test('manages a resource from validation to destruction', async () => {
    const type_name = 'null_resource';
    const config = dynamicValue({ id: null, triggers: { a: '1' } });
    expect(await client.call('ValidateResourceConfig', { type_name, config })).toMatchObject({ diagnostics: [] });
    expect(await client.call('ConfigureProvider', { config: dynamicValue({}) })).toMatchObject({ diagnostics: [] });

    const plan = await client.call('PlanResourceChange', {
      type_name,
      config,
      prior_state: dynamicValue(null),
      proposed_new_state: config,
    });
    expect(valueOf(plan['planned_state'])).toEqual({ id: unknown, triggers: { a: '1' } });
    expect(plan).toMatchObject({ requires_replace: [], diagnostics: [] });

    const applied = await client.call('ApplyResourceChange', {
      type_name,
      config,
      prior_state: dynamicValue(null),
      planned_state: plan['planned_state'],
    });
    const state = valueOf(applied['new_state']);
    expect(state).toEqual({ id: expect.stringMatching(/^[0-9a-f-]{36}$/), triggers: { a: '1' } });

    const read = await client.call('ReadResource', { type_name, current_state: applied['new_state'] });
    expect(valueOf(read['new_state'])).toEqual(state);

    const changed = await client.call('PlanResourceChange', {
      type_name,
      config: dynamicValue({ id: null, triggers: { a: '2' } }),
      prior_state: applied['new_state'],
      proposed_new_state: dynamicValue({ ...Object(state), triggers: { a: '2' } }),
    });
    expect(changed).toMatchObject({
      requires_replace: [{ steps: [{ attribute_name: 'triggers' }] }],
      diagnostics: [],
    });

    const destroyed = await client.call('ApplyResourceChange', {
      type_name,
      prior_state: applied['new_state'],
      planned_state: dynamicValue(null),
    });
    expect(valueOf(destroyed['new_state'])).toBeNull();
  });

  test('gets UNIMPLEMENTED for a state store', async () => {
    await expect(client.call('LockState', { type_name: 'null_store' })).rejects.toMatchObject({ code: 12 });
  });

  test.each([
    ['ValidateResourceConfig', {}],
    ['PlanResourceChange', {}],
    ['UpgradeResourceState', { raw_state: { json: Buffer.from('{}') } }],
  ])('gets an error for an unknown resource type from %s', async (name, request) => {
    expect(await client.call(name, { type_name: 'null_thing', ...request })).toMatchObject({
      diagnostics: [{ severity: 'ERROR', detail: expect.stringContaining('null_resource') }],
    });
  });

  test('gets an error for a malformed value, and the provider lives on', async () => {
    const config = { msgpack: Buffer.from([0x82, 0xa2, 0x69]) };
    expect(await client.call('ValidateResourceConfig', { type_name: 'null_resource', config })).toMatchObject({
      diagnostics: [{ severity: 'ERROR' }],
    });
    expect(await client.call('grpc.health.v1.Health/Check', { service: 'plugin' })).toEqual({ status: 'SERVING' });
  });

  test('exchanges many large messages at once', async () => {
    await client.call('ConfigureProvider', { config: dynamicValue({}) });
    const text = 'x'.repeat(5 * 1024 * 1024);
    const states = Array.from({ length: 20 }, (_, i) => dynamicValue({ id: String(i), triggers: { text } }));
    const answers = await Promise.all(
      states.map((state) => client.call('ReadResource', { type_name: 'null_resource', current_state: state })),
    );
    const equal = answers.filter(({ new_state: state }, i) => bytesOf(state).equals(bytesOf(states[i])));
    expect(equal).toHaveLength(20);
  });
});

describe('a list that never ends', () => {
  let found: number;
  beforeEach(() => {
    found = 0;
    const sample: Provider = sampleProvider;
    const [list] = sample.listResources ?? [];
    if (!list) throw new Error('the sample provider has no list');
    return start({
      ...sample,
      listResources: [
        {
          ...list,
          async *list(request) {
            for await (const one of list.list(request)) {
              found++;
              yield one;
            }
          },
        },
      ],
    });
  });

  test('waits for a slow reader, does not block other calls, and ends with its reader', async () => {
    const config = dynamicValue({ token: null });
    await client.call('ConfigureProvider', { config });
    const request = { prefix: 'a', count_of: null, size: 1024 * 1024 };
    const stream = client.stream('ListResource', { type_name: 'sample_thing', config: dynamicValue(request) });
    const { value } = await stream[Symbol.asyncIterator]().next();
    expect(value).toMatchObject({ display_name: 'a 0'.padEnd(1024 * 1024) });
    for (let i = 0; i < 50; i++) expect(await client.call('ValidateProviderConfig', { config })).toBeDefined();
    stream.cancel();
    await server.close();
    // As much as fits into the windows of the stream and the socket, not what 50 calls would have had time for.
    expect(found).toBeLessThan(100);
  });
});
