import { besideGo, goProgram } from './support/go.ts';
import { diagnosticsIn, valueIn } from './support/normal.ts';
import { startPair, type Both, type Pair } from './support/pair.ts';
import { impliedType, isMessage, membersOf, messageIn, messagesIn } from './support/schema.ts';
import { message, open, type Type, type Value } from './support/value.ts';

// Ephemeral resources, actions, and calls that are deferred.

type Message = Readonly<Record<string, unknown>>;
const capabilities = (deferral: boolean) => ({
  client_capabilities: { deferral_allowed: deferral, write_only_attributes_allowed: true },
});
const deferring = capabilities(true);
const configuration = { token: null, mode: null, old: null, hosts: null, limits: null };

besideGo('both frameworks', () => {
  let pair: Pair;
  let ticket: Type;
  let modes: Type;
  let look: Type;
  beforeAll(async () => {
    pair = await startPair(goProgram);
    const { go } = await pair.ask('GetProviderSchema');
    const typeOf = (kind: string, name: string) => impliedType(membersOf(messageIn(go, kind)[name]));
    ticket = typeOf('ephemeral_resource_schemas', 'peer_ticket');
    modes = typeOf('resource_schemas', 'peer_modes');
    look = typeOf('data_source_schemas', 'peer_look');
  });
  afterAll(() => pair.close());

  /** Expects equal answers in the view of `read`, and returns it. */
  function same<T>({ go, ts }: Both<Message>, read: (answer: Message) => T): T {
    expect(read(ts)).toEqual(read(go));
    return read(go);
  }
  const reasonIn = (answer: Message): unknown =>
    isMessage(answer['deferred']) ? answer['deferred']['reason'] : undefined;
  const timeIn = ({ renew_at: time }: Message) =>
    isMessage(time) ? [Number(time['seconds']), time['nanos']] : undefined;

  describe('of an ephemeral resource', () => {
    const openTicket = (guest: Value, seat: Value, deferral: boolean) => {
      const config = message({ guest, seat, code: null });
      return pair.ask('OpenEphemeralResource', { type_name: 'peer_ticket', config, ...capabilities(deferral) });
    };
    const opened = (answer: Message) => {
      const diagnostics = diagnosticsIn(answer);
      // No engine uses the result beside an error: Go returns the configuration, ours nothing. Nor beside a deferral that
      // the resource decides: Go returns the configuration, ours an unknown value.
      const used = reasonIn(answer) === undefined && !diagnostics.some((one) => one.startsWith('ERROR'));
      return {
        result: used ? valueIn(answer['result'], ticket) : undefined,
        renewAt: timeIn(answer),
        deferred: reasonIn(answer),
        diagnostics,
      };
    };

    test.each([
      ['mute', ['ERROR guest']],
      ['too long', ['ERROR guest']],
      ['a', []],
    ])('find the same problems: %s', async (guest, diagnostics) => {
      const config = message({ guest, seat: null, code: null });
      const both = await pair.ask('ValidateEphemeralResourceConfig', { type_name: 'peer_ticket', config });
      expect(same(both, diagnosticsIn)).toEqual(diagnostics);
    });

    test.each([
      ['a result', 'a', null, false, { result: { code: 'code of a' }, renewAt: undefined, diagnostics: [] }],
      ['a time to renew', 'a', 7, false, { renewAt: [1_900_000_000, 250_000_000], diagnostics: [] }],
      ['a warning', 'warn', null, false, { result: { code: 'code of warn' }, diagnostics: ['WARNING'] }],
      ['an error', 'none', null, false, { diagnostics: ['ERROR guest'] }],
      ['a deferral', 'later', null, true, { deferred: 'ABSENT_PREREQ', diagnostics: [] }],
      ['no deferral that the engine cannot handle', 'later', null, false, { result: { guest: 'later' } }],
    ])('return %s', async (_, guest, seat, deferral, answer) => {
      expect(same(await openTicket(guest, seat, deferral), opened)).toMatchObject(answer);
    });

    test.each([
      ['a', { renewed: [1_900_000_000, 250_000_000], failed: [], closed: [] }],
      ['fail', { renewed: undefined, failed: ['ERROR'], closed: [] }],
      ['warn', { failed: [], closed: ['WARNING'] }],
    ])('renew and close it with the private data of its opening: %s', async (guest, answer) => {
      const privateOf = await openTicket(guest, 7, false);
      const each = async (rpc: string, of: Both<Message>): Promise<Both<Message>> => {
        const request = (answered: Message) => ({ type_name: 'peer_ticket', private: answered['private'] });
        const [go, ts] = await Promise.all([pair.go.call(rpc, request(of.go)), pair.ts.call(rpc, request(of.ts))]);
        return { go, ts };
      };
      const renewed = await each('RenewEphemeralResource', privateOf);
      const closed = await each('CloseEphemeralResource', renewed);
      expect({
        renewed: same(renewed, timeIn),
        failed: same(renewed, diagnosticsIn),
        closed: same(closed, diagnosticsIn),
      }).toMatchObject(answer);
    });
  });

  describe('of an action', () => {
    const config = (what: string, upto: number | null = null) => message({ what, upto });

    test.each([
      ['mute', ['ERROR what']],
      ['too long', ['ERROR what']],
      ['a', []],
    ])('find the same problems: %s', async (what, diagnostics) => {
      // The field has another name in the protocol file of the framework in Go, and the same number.
      const both = await pair.ask('ValidateActionConfig', { type_name: 'peer_count', config: config(what) });
      expect(same(both, diagnosticsIn)).toEqual(diagnostics);
    });

    test.each([
      ['nothing', 'a', false, { deferred: undefined, diagnostics: [] }],
      ['a warning', 'warn', false, { diagnostics: ['WARNING'] }],
      ['an error', 'none', false, { diagnostics: ['ERROR what'] }],
      ['a deferral', 'later', true, { deferred: 'ABSENT_PREREQ', diagnostics: [] }],
      ['no deferral that the engine cannot handle', 'later', false, { deferred: undefined, diagnostics: [] }],
    ])('plan %s', async (_, what, deferral, answer) => {
      const request = { action_type: 'peer_count', config: config(what), ...capabilities(deferral) };
      const both = await pair.ask('PlanAction', request);
      const read = (of: Message) => ({ deferred: reasonIn(of), diagnostics: diagnosticsIn(of) });
      expect(same(both, read)).toMatchObject(answer);
    });

    const event = (one: Message) =>
      isMessage(one['completed']) ? { completed: diagnosticsIn(one['completed']) } : one['progress'];
    test.each([
      ['without progress', 'a', 0, [{ completed: [] }]],
      ['with progress', 'a', 2, [{ message: 'a 1' }, { message: 'a 2' }, { completed: [] }]],
      ['with a warning', 'warn', 1, [{ message: 'warn 1' }, { completed: ['WARNING'] }]],
      ['up to an error', 'fail', 3, [{ message: 'fail 1' }, { completed: ['ERROR what'] }]],
    ])('report the same events: %s', async (_, what, upto, events) => {
      const { go, ts } = await pair.askAll('InvokeAction', { action_type: 'peer_count', config: config(what, upto) });
      expect(ts.map(event)).toEqual(go.map(event));
      expect(go.map(event)).toEqual(events);
    });

    test('refuse an unknown type', async () => {
      const request = { action_type: 'peer_none', config: config('a') };
      expect(same(await pair.ask('PlanAction', request), diagnosticsIn)).toEqual(['ERROR']);
      const { go, ts } = await pair.askAll('InvokeAction', request);
      expect(ts.map(event)).toEqual(go.map(event));
    });
  });

  test('return the same schemas and metadata of both', async () => {
    const types = (answer: Message) => ({
      ephemeral: messagesIn(answer, 'ephemeral_resources').map((one) => one['type_name']),
      actions: messagesIn(answer, 'actions').map((one) => one['type_name']),
    });
    expect(same(await pair.ask('GetMetadata'), types)).toEqual({ ephemeral: ['peer_ticket'], actions: ['peer_count'] });
    const attributes = (answer: Message) => {
      const action = messageIn(messageIn(answer, 'action_schemas'), 'peer_count');
      const schemas = [
        messageIn(messageIn(answer, 'ephemeral_resource_schemas'), 'peer_ticket'),
        messageIn(action, 'schema'),
      ];
      return schemas.map((schema) =>
        messagesIn(messageIn(schema, 'block'), 'attributes')
          .map(({ name, required, optional, computed, sensitive }) => ({
            name,
            required,
            optional,
            computed,
            sensitive,
          }))
          .sort((a, b) => (String(a.name) < String(b.name) ? -1 : 1)),
      );
    };
    expect(same(await pair.ask('GetProviderSchema'), attributes)).toHaveLength(2);
  });

  const state = (note: string) => {
    const names = pair.members('peer_modes').attributes.map(({ name }) => name);
    return { ...Object.fromEntries(names.map((name) => [name, null])), name: 'a', note };
  };
  const planRequest = (note: string) => ({
    type_name: 'peer_modes',
    config: message(state(note)),
    prior_state: message(null),
    proposed_new_state: message(state(note)),
    ...deferring,
  });
  const planned = (answer: Message) => ({
    plan: valueIn(answer['planned_state'], modes),
    deferred: reasonIn(answer),
    diagnostics: diagnosticsIn(answer),
  });
  const stateAnd = (field: string, type: () => Type) => (answer: Message) => ({
    state: valueIn(answer[field], type()),
    deferred: reasonIn(answer),
    diagnostics: diagnosticsIn(answer),
  });

  test('plan a deferred change, and read what is deferred as it was', async () => {
    expect(same(await pair.ask('PlanResourceChange', planRequest('later')), planned)).toMatchObject({
      plan: { name: 'a', shout: 'a!' },
      deferred: 'ABSENT_PREREQ',
      diagnostics: [],
    });
    const request = {
      type_name: 'peer_modes',
      current_state: message(state('later')),
      current_identity: { identity_data: message({ name: 'a', region: null }) },
      ...deferring,
    };
    const both = await pair.ask('ReadResource', request);
    expect(
      same(
        both,
        stateAnd('new_state', () => modes),
      ),
    ).toMatchObject({
      state: { name: 'a', seen: null },
      deferred: 'ABSENT_PREREQ',
    });
    const data = {
      type_name: 'peer_look',
      config: message({ text: 'later', length: null, parts: null }),
      ...deferring,
    };
    expect(
      same(
        await pair.ask('ReadDataSource', data),
        stateAnd('state', () => look),
      ),
    ).toMatchObject({
      deferred: 'ABSENT_PREREQ',
      diagnostics: [],
    });
  });

  describe('while the configuration of the provider is unknown', () => {
    const configure = (token: Value) =>
      pair.ask('ConfigureProvider', { config: message({ ...configuration, token }), ...deferring });
    beforeAll(async () => {
      expect(same(await configure(open), diagnosticsIn)).toEqual([]);
    });
    afterAll(() => configure(null));
    const deferred = { deferred: 'PROVIDER_CONFIG_UNKNOWN', diagnostics: [] };

    test('defer each call the same', async () => {
      expect(same(await pair.ask('PlanResourceChange', planRequest('a')), planned)).toMatchObject({
        plan: { name: 'a', id: null },
        ...deferred,
      });
      const read = { type_name: 'peer_modes', current_state: message(state('a')), ...deferring };
      const readState = stateAnd('new_state', () => modes);
      expect(same(await pair.ask('ReadResource', read), readState)).toMatchObject(deferred);
      const data = { type_name: 'peer_look', config: message({ text: 'a', length: null, parts: null }), ...deferring };
      const readData = stateAnd('state', () => look);
      expect(same(await pair.ask('ReadDataSource', data), readData)).toMatchObject(deferred);
      const imported = (answer: Message) => ({
        state: messagesIn(answer, 'imported_resources').map((one) => valueIn(one['state'], modes)),
        deferred: reasonIn(answer),
        diagnostics: diagnosticsIn(answer),
      });
      const importing = { type_name: 'peer_modes', id: 'a', ...deferring };
      expect(same(await pair.ask('ImportResourceState', importing), imported)).toMatchObject(deferred);
      const ticketConfig = message({ guest: 'a', seat: null, code: null });
      const opening = { type_name: 'peer_ticket', config: ticketConfig, ...deferring };
      const readTicket = stateAnd('result', () => ticket);
      expect(same(await pair.ask('OpenEphemeralResource', opening), readTicket)).toMatchObject(deferred);
      const planning = { action_type: 'peer_count', config: message({ what: 'a', upto: null }), ...deferring };
      const answer = (of: Message) => ({ deferred: reasonIn(of), diagnostics: diagnosticsIn(of) });
      expect(same(await pair.ask('PlanAction', planning), answer)).toEqual(deferred);
    });
  });
});
