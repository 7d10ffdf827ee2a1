import { dynamicValue, type Peer, connect, unknown, valueOf } from './support/grpc-peer.ts';
import { endAll, nullProviderPath } from './support/plugin-process.ts';

/** Of large ones: jest would compare them byte by byte. */
function bytesOf(message: unknown): Buffer {
  const bytes: unknown = typeof message === 'object' && message !== null ? Reflect.get(message, 'msgpack') : undefined;
  if (Buffer.isBuffer(bytes)) return bytes;
  throw new Error('no value');
}

let peer: Peer;
beforeEach(async () => {
  peer = await connect([nullProviderPath()]);
});
afterEach(async () => {
  peer.close();
  await endAll();
});

describe('a foreign gRPC client', () => {
  test('is told the schema, and what can be asked of the provider', async () => {
    const answer = await peer.call('GetProviderSchema');
    expect(answer).toMatchObject({
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
      server_capabilities: { plan_destroy: true, get_provider_schema_optional: true, move_resource_state: true },
      diagnostics: [],
    });
  });

  test('walks a resource from validation to destruction', async () => {
    const type_name = 'null_resource';
    const config = dynamicValue({ id: null, triggers: { a: '1' } });
    expect(await peer.call('ValidateResourceConfig', { type_name, config })).toMatchObject({ diagnostics: [] });
    expect(await peer.call('ConfigureProvider', { config: dynamicValue({}) })).toMatchObject({ diagnostics: [] });

    const plan = await peer.call('PlanResourceChange', {
      type_name,
      config,
      prior_state: dynamicValue(null),
      proposed_new_state: config,
    });
    expect(valueOf(plan['planned_state'])).toEqual({ id: unknown, triggers: { a: '1' } });
    expect(plan).toMatchObject({ requires_replace: [], diagnostics: [] });

    const applied = await peer.call('ApplyResourceChange', {
      type_name,
      config,
      prior_state: dynamicValue(null),
      planned_state: plan['planned_state'],
    });
    const state = valueOf(applied['new_state']);
    expect(state).toEqual({ id: expect.stringMatching(/^[0-9a-f-]{36}$/), triggers: { a: '1' } });

    const read = await peer.call('ReadResource', { type_name, current_state: applied['new_state'] });
    expect(valueOf(read['new_state'])).toEqual(state);

    const changed = await peer.call('PlanResourceChange', {
      type_name,
      config: dynamicValue({ id: null, triggers: { a: '2' } }),
      prior_state: applied['new_state'],
      proposed_new_state: dynamicValue({ ...Object(state), triggers: { a: '2' } }),
    });
    expect(changed).toMatchObject({
      requires_replace: [{ steps: [{ attribute_name: 'triggers' }] }],
      diagnostics: [],
    });

    const destroyed = await peer.call('ApplyResourceChange', {
      type_name,
      prior_state: applied['new_state'],
      planned_state: dynamicValue(null),
    });
    expect(valueOf(destroyed['new_state'])).toBeNull();
  });

  test('reads a data source', async () => {
    await peer.call('ConfigureProvider', { config: dynamicValue({}) });
    const nothing = { id: null, outputs: null, random: null, has_computed_default: null };
    const { state } = await peer.call('ReadDataSource', {
      type_name: 'null_data_source',
      config: dynamicValue({ ...nothing, inputs: { a: 'b' } }),
    });
    expect(valueOf(state)).toMatchObject({ inputs: { a: 'b' }, outputs: { a: 'b' }, has_computed_default: 'default' });
  });

  test.each([
    ['OpenEphemeralResource', { type_name: 'null_secret' }],
    ['PlanAction', { action_type: 'null_action' }],
    ['GenerateResourceConfig', { type_name: 'null_resource' }],
    ['LockState', { type_name: 'null_store' }],
  ])('that asks for what is not there is told so: %s', async (name, request) => {
    await expect(peer.call(name, request)).rejects.toMatchObject({
      code: 12,
      details: `/tfplugin6.Provider/${name} is not implemented by this provider`,
    });
  });

  test.each([
    ['ValidateResourceConfig', {}],
    ['PlanResourceChange', {}],
    ['UpgradeResourceState', { raw_state: { json: Buffer.from('{}') } }],
  ])('that names a resource type that is not there is told what is: %s', async (name, request) => {
    expect(await peer.call(name, { type_name: 'null_thing', ...request })).toMatchObject({
      diagnostics: [
        {
          severity: 'ERROR',
          summary: 'There is no resource null_thing',
          detail: 'The provider null 3.2.4 has: null_resource.',
        },
      ],
    });
  });

  test('that sends broken values gets an error, and the provider lives on', async () => {
    const broken = { type_name: 'null_resource', config: { msgpack: Buffer.from([0x82, 0xa2, 0x69]) } };
    expect(await peer.call('ValidateResourceConfig', broken)).toMatchObject({
      diagnostics: [{ severity: 'ERROR', summary: 'The engine sent what cannot be read' }],
    });
    expect(await peer.call('grpc.health.v1.Health/Check', { service: 'plugin' })).toEqual({ status: 'SERVING' });
  });

  test('sends and receives a message of 5 MiB', async () => {
    const text = 'x'.repeat(5 * 1024 * 1024);
    const state = dynamicValue({ id: '1', triggers: { text } });
    await peer.call('ConfigureProvider', { config: dynamicValue({}) });
    const { new_state: back } = await peer.call('ReadResource', { type_name: 'null_resource', current_state: state });
    expect(bytesOf(back).equals(bytesOf(state))).toBe(true);
  });

  test('may send a message of 250 MiB', async () => {
    const text = 'x'.repeat(250 * 1024 * 1024);
    const config = dynamicValue({ id: null, triggers: { text } });
    const answer = await peer.call('ValidateResourceConfig', { type_name: 'null_resource', config });
    expect(answer).toEqual({ diagnostics: [] });
  });

  test('that sends more than 256 MiB is told that it is too much', async () => {
    const config = { msgpack: Buffer.alloc(257 * 1024 * 1024) };
    await expect(peer.call('ValidateResourceConfig', { type_name: 'null_resource', config })).rejects.toMatchObject({
      code: 8,
      details: 'a message of more than 268435456 bytes',
    });
  });

  test('has many large calls answered at once', async () => {
    await peer.call('ConfigureProvider', { config: dynamicValue({}) });
    const text = 'x'.repeat(5 * 1024 * 1024);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        peer.call('ReadResource', {
          type_name: 'null_resource',
          current_state: dynamicValue({ id: String(i), triggers: { text } }),
        }),
      ),
    );
    const whole = answers.filter(({ new_state: state }, i) =>
      bytesOf(state).equals(bytesOf(dynamicValue({ id: String(i), triggers: { text } }))),
    );
    expect(whole).toHaveLength(20);
  });
});
