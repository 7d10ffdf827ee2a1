import { besideGo, goProgram } from './support/go.ts';
import { diagnosticsIn, textOf, valueIn } from './support/normal.ts';
import { identityIn, startPair, type Pair } from './support/pair.ts';
import { impliedType, isMessage, membersOf, messageIn, messagesIn } from './support/schema.ts';
import { Digits, isValues, message, Typed, type Type, type Value } from './support/value.ts';

// All other calls than a resource's plan, apply and read: import, upgrade, move, data, lists, functions, schemas.

type Message = Readonly<Record<string, unknown>>;
const json = (value: unknown) => ({ json: Buffer.from(JSON.stringify(value)) });

besideGo('both frameworks', () => {
  let pair: Pair;
  let modes: Type;
  beforeAll(async () => {
    pair = await startPair(goProgram);
    modes = impliedType(pair.members('peer_modes'));
  });
  afterAll(() => pair.close());

  /** Expects equal answers in the view of `read`, and returns it. */
  async function same(rpc: string, request: Message, read: (answer: Message) => unknown): Promise<unknown> {
    const { go, ts } = await pair.ask(rpc, request);
    expect(read(ts)).toEqual(read(go));
    return read(go);
  }
  const stateAnd = (state: string, identity: string) => (answer: Message) => ({
    state: valueIn(answer[state], modes),
    identity: identityIn(answer[identity]),
    diagnostics: diagnosticsIn(answer),
  });

  const imported = (answer: Message) => ({
    diagnostics: diagnosticsIn(answer),
    resources: messagesIn(answer, 'imported_resources').map((one) => ({
      type: one['type_name'],
      state: valueIn(one['state'], modes),
      identity: identityIn(one['identity']),
    })),
  });
  const identity = (name: string, region: string | null) => ({ identity_data: message({ name, region }) });
  test.each([
    ['an ID', { id: 'a' }, { resources: [{ state: { name: 'a', region: null }, identity: { name: 'a' } }] }],
    ['an invalid ID', { id: '?' }, { resources: [], diagnostics: ['ERROR'] }],
    ['an identity', { identity: identity('a', 'north') }, { resources: [{ state: { name: 'a', region: 'north' } }] }],
    ['part of an identity', { identity: identity('a', null) }, { resources: [{ state: { name: 'a', region: null } }] }],
  ])('import the same by %s', async (_, request, answer) => {
    const whole = { type_name: 'peer_modes', ...request };
    expect(await same('ImportResourceState', whole, imported)).toMatchObject(answer);
  });

  test.each([
    ['the same version', 2, { name: 'a', size: 5, tags: ['x'] }, { state: { name: 'a', tags: ['x'], note: null } }],
    ['the same version with extra attributes', 2, { name: 'a', gone: { deep: [1] } }, { state: { name: 'a' } }],
    ['an older version', 1, { title: 'a', size: 5 }, { state: { name: 'a' } }],
    ['an older version with extra attributes', 1, { title: 'a', gone: true }, { state: { name: 'a' } }],
    ['an older version that the upgrade refuses', 1, { title: '' }, { state: undefined, diagnostics: ['ERROR'] }],
    ['a version without an upgrade', 0, { title: 'a' }, { state: undefined, diagnostics: ['ERROR'] }],
  ])('upgrade the same state of %s', async (_, version, saved, answer) => {
    const request = { type_name: 'peer_modes', version, raw_state: json(saved) };
    expect(await same('UpgradeResourceState', request, stateAnd('upgraded_state', '-'))).toMatchObject(answer);
  });

  test('refuse a mismatched state: Go without a path, ours with one', async () => {
    const request = { type_name: 'peer_modes', version: 1, raw_state: json({ title: { a: 1 } }) };
    const { go, ts } = await pair.ask('UpgradeResourceState', request);
    expect([diagnosticsIn(go), diagnosticsIn(ts)]).toEqual([['ERROR'], ['ERROR title']]);
  });

  test('refuse an identity of another version', async () => {
    const request = { type_name: 'peer_modes', version: 1, raw_identity: json({ name: 'a', region: null }) };
    expect(await same('UpgradeResourceIdentity', request, diagnosticsIn)).toEqual(['ERROR']);
  });

  test('differ for an identity of the current version: Go refuses it, ours accepts it', async () => {
    const request = { type_name: 'peer_modes', version: 0, raw_identity: json({ name: 'a', region: null }) };
    const { go, ts } = await pair.ask('UpgradeResourceIdentity', request);
    expect([diagnosticsIn(go), identityIn(go['upgraded_identity'])]).toEqual([['ERROR'], undefined]);
    expect([diagnosticsIn(ts), identityIn(ts['upgraded_identity'])]).toEqual([[], { name: 'a', region: null }]);
  });

  test.each([
    ['a known type', 'null_resource', { state: { name: 'moved', id: '7' }, identity: { name: 'moved' } }],
    ['an unknown type', 'other_thing', { state: undefined, diagnostics: ['ERROR'] }],
  ])('move the same state from %s', async (_, source, answer) => {
    const request = {
      source_provider_address: 'registry.terraform.io/hashicorp/null',
      source_type_name: source,
      source_schema_version: 0,
      source_state: json({ id: '7', triggers: { a: 'b' } }),
      target_type_name: 'peer_modes',
    };
    expect(await same('MoveResourceState', request, stateAnd('target_state', 'target_identity'))).toMatchObject(answer);
  });

  test.each([
    ['a result', 'abc', { state: { length: new Digits('3') }, diagnostics: [] }],
    ['an empty result', '', { state: { parts: [] } }],
    ['a warning', 'dim', { state: { length: new Digits('3') }, diagnostics: ['WARNING'] }],
    ['an error', 'none', { state: undefined, diagnostics: ['ERROR text'] }],
  ])('read the same data: %s', async (_, text, answer) => {
    const { go } = await pair.ask('GetProviderSchema');
    const type = impliedType(membersOf(messageIn(go, 'data_source_schemas')['peer_look']));
    const request = { type_name: 'peer_look', config: message({ text, length: null, parts: null }) };
    const read = (of: Message) => {
      const diagnostics = diagnosticsIn(of);
      // No engine uses the state beside an error: Go returns the configuration, ours nothing.
      const failed = diagnostics.some((one) => one.startsWith('ERROR'));
      return { state: failed ? undefined : valueIn(of['state'], type), diagnostics };
    };
    expect(await same('ReadDataSource', request, read)).toMatchObject(answer);
  });

  const event = (one: Message) => ({
    name: one['display_name'],
    identity: identityIn(one['identity']),
    resource: isMessage(one['resource_object']) ? valueIn(one['resource_object'], modes) : undefined,
    diagnostics: diagnosticsIn(one, 'diagnostic'),
  });
  test.each([
    ['all', { called: 'a', many: 3 }, {}, ['a 0', 'a 1', 'a 2']],
    ['none', { called: 'a', many: 0 }, {}, []],
    ['up to the limit', { called: 'a', many: 5 }, { limit: 2 }, ['a 0', 'a 1']],
    ['with whole resources', { called: 'a', many: 2 }, { include_resource_object: true }, ['a 0', 'a 1']],
    ['with a warning', { called: 'warn', many: 3 }, {}, ['warn 0', 'warn 1', 'warn 2']],
    ['up to an error', { called: 'fail', many: 3 }, {}, ['fail 0', '']],
  ])('list the same results: %s', async (_, config, more, names) => {
    const request = { type_name: 'peer_modes', config: message(config), ...more };
    const { go, ts } = await pair.askAll('ListResource', request);
    expect(ts.map(event)).toEqual(go.map(event));
    expect(go.map(event).map(({ name }) => name)).toEqual(names);
  });

  test('report results without identity or resource the same', async () => {
    const about = async (called: string) => {
      const config = message({ called, many: 2 });
      const request = { type_name: 'peer_modes', config, include_resource_object: true };
      const { go, ts } = await pair.askAll('ListResource', request);
      // The missing resource itself is null in Go and left out in ours.
      const diagnosticsOf = (events: readonly Message[]) => events.map(event).map(({ diagnostics }) => diagnostics);
      expect(diagnosticsOf(ts)).toEqual(diagnosticsOf(go));
      return diagnosticsOf(go);
    };
    expect(await about('bare')).toEqual([[], ['ERROR']]);
    expect(await about('poor')).toEqual([[], ['WARNING']]);
  });

  const rows: Type = ['list', ['object', { name: 'string', amount: 'number' }]];
  test.each<[call: string, name: string, args: readonly Value[], type: Type, answer: object]>([
    ['joined()', 'joined', [null], 'string', { result: '' }],
    ['joined(a, b)', 'joined', ['-', 'a', 'b'], 'string', { result: 'a-b' }],
    ['joined(null, a, b)', 'joined', [null, 'a', 'b'], 'string', { result: 'ab' }],
    ['joined with a bad argument', 'joined', ['-', 'a', 'bad'], 'string', { at: 2 }],
    ['half of 8', 'half', [8], 'number', { result: new Digits('4') }],
    ['half of 3', 'half', [3], 'number', { at: 0 }],
    ['half of 0', 'half', [0], 'number', { failed: true, at: undefined }],
    ['half of 1.5', 'half', [1.5], 'number', { at: 0 }],
    ['rows of text', 'rows', ['a,1.5\nb', []], rows, { result: [{ name: 'a' }, { name: 'b', amount: null }] }],
    ['rows with skipped ones', 'rows', ['a,1\nb\nc', ['b', 'a']], rows, { result: [{ name: 'c' }] }],
    ['rows without a number', 'rows', ['a,x', []], rows, { at: 0 }],
    ['like of a string', 'like', [new Typed('string', 'x')], 'dynamic', { result: new Typed('string', 'x') }],
    [
      'like of a tuple',
      'like',
      [new Typed(['tuple', ['string', ['list', 'number']]], ['x', [1, new Digits('0.1')]])],
      'dynamic',
      { failed: false },
    ],
    [
      'like of an object',
      'like',
      [new Typed(['object', { b: ['map', 'bool'], a: ['set', 'string'] }], { a: ['y', 'x'], b: { k: true } })],
      'dynamic',
      { failed: false },
    ],
    ['an unknown function', 'none', [], 'string', { failed: true }],
  ])('return the same from %s', async (_, name, args, type, answer) => {
    const read = (of: Message) => {
      const error = isMessage(of['error']) ? of['error'] : undefined;
      const at =
        error && 'function_argument' in error && error['function_argument'] !== null
          ? error['function_argument']
          : undefined;
      // No engine uses the result beside an error: it is unknown in Go, and missing in ours.
      return { result: error ? undefined : valueIn(of['result'], type), failed: error !== undefined, at };
    };
    const request = { name, arguments: args.map(message) };
    expect(await same('CallFunction', request, read)).toMatchObject(answer);
  });

  test.each([
    ['ValidateResourceConfig', { config: message({}) }],
    ['ValidateDataResourceConfig', { config: message({}) }],
    ['ValidateListResourceConfig', { config: message({}) }],
    ['UpgradeResourceState', { raw_state: json({}) }],
    ['UpgradeResourceIdentity', { raw_identity: json({}) }],
    ['ReadResource', { current_state: message({}) }],
    ['PlanResourceChange', { config: message({}), prior_state: message(null), proposed_new_state: message({}) }],
    ['ApplyResourceChange', { config: message({}), prior_state: message(null), planned_state: message({}) }],
    ['ImportResourceState', { id: 'a' }],
    ['ReadDataSource', { config: message({}) }],
  ])('refuse an unknown type: %s', async (rpc, request) => {
    expect(await same(rpc, { type_name: 'peer_none', ...request }, diagnosticsIn)).toEqual(['ERROR']);
  });

  test('stop and can be configured again', async () => {
    expect(await same('StopProvider', {}, ({ Error: error }) => error)).toBe('');
    // A provider under a debugger serves the next run as well.
    const config = message({ token: null, mode: null, old: null, hosts: null, limits: null });
    expect(await same('ConfigureProvider', { config }, diagnosticsIn)).toEqual([]);
  });

  test('return the same metadata and identity schemas', async () => {
    const names = (answer: Message) =>
      Object.fromEntries(
        ['resources', 'data_sources', 'list_resources', 'functions'].map((field) => [
          field,
          messagesIn(answer, field)
            .map((one) => one['type_name'] ?? one['name'])
            .map(String)
            .sort(),
        ]),
      );
    expect(await same('GetMetadata', {}, names)).toMatchObject({ list_resources: ['peer_modes'] });
    const schemas = (answer: Message) => messageIn(messageIn(answer, 'identity_schemas'), 'peer_modes');
    const sorted = (answer: Message) => textOf(byName(schemas(answer)));
    expect(await same('GetResourceIdentitySchemas', {}, sorted)).toContain('required_for_import');
  });

  test('return exactly the same schema', async () => {
    const read = (answer: Message) =>
      Object.fromEntries(
        ['provider', 'resource_schemas', 'data_source_schemas', 'list_resource_schemas', 'functions'].map((field) => [
          field,
          byName(answer[field]),
        ]),
      );
    const schema = await same('GetProviderSchema', {}, read);
    expect(await same('GetProviderSchema', {}, diagnosticsIn)).toEqual([]);
    // HashiCorp's offers no generated configuration over the wire, although it answers the call.
    const capabilities = (answer: Message) => ({
      ...messageIn(answer, 'server_capabilities'),
      generate_resource_config: undefined,
    });
    expect(await same('GetProviderSchema', {}, capabilities)).toMatchObject({ plan_destroy: true });
    expect(await same('GetMetadata', {}, capabilities)).toMatchObject({ move_resource_state: true });
    expect(schema).toMatchObject({ functions: { half: {}, joined: {}, like: {}, rows: {} } });
  });
});

/** A schema with sorted members. The kind of an empty description is dropped. */
function byName(value: unknown): Value {
  if (value instanceof Uint8Array) {
    const text = Buffer.from(value).toString();
    return text === '' ? text : byName(JSON.parse(text));
  }
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    // The order matters in a type: `["list", "string"]`.
    if (items.some((item) => !isMessage(item))) return items.map(byName);
    return items.map(byName).sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  }
  if (!isMessage(value))
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
  const kindless = value['description'] === '' ? ['description_kind'] : [];
  const names = Object.keys(value).filter((name) => !kindless.includes(name));
  return Object.fromEntries(names.sort().map((name) => [name, byName(value[name])]));
}

const nameOf = (value: Value): string => textOf(isValues(value) ? (value['name'] ?? value['type_name']) : value);
