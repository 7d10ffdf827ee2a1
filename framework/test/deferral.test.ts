import { testProvider, unknown, type TestProvider } from '../testing/index.ts';
import { sampleProvider } from './sample/sample-provider.ts';
import { empty } from './sample/thing.ts';

const engine = { deferralAllowed: true } as const;

let provider: TestProvider;
beforeEach(() => {
  provider = testProvider(sampleProvider);
});

describe('a deferred call', () => {
  beforeEach(() => provider.configure());

  test('plans what it can', async () => {
    const thing = provider.resource('sample_thing');
    expect(await thing.plan({ config: { name: 'a', secret: unknown }, ...engine })).toMatchObject({
      plan: { name: 'a', size: 3, id: unknown, secret: unknown },
      deferred: 'resourceConfigUnknown',
      diagnostics: [],
    });
  });

  test('keeps the state that it cannot read', async () => {
    const state = empty({ name: 'later' });
    const privateState = { secret: 'kept' };
    const identity = { name: 'later' };
    expect(await provider.resource('sample_thing').read({ state, identity, privateState }, engine)).toEqual({
      state,
      identity,
      privateState,
      deferred: 'absentPrerequisite',
      diagnostics: [],
    });
  });

  test('imports nothing yet', async () => {
    expect(await provider.resource('sample_thing').import({ id: 'later' }, engine)).toMatchObject({
      state: null,
      deferred: 'absentPrerequisite',
      diagnostics: [],
    });
  });

  test('reads data as unknown', async () => {
    expect(await provider.dataSource('sample_echo').read({ text: 'later' }, engine)).toEqual({
      state: unknown,
      deferred: 'absentPrerequisite',
      diagnostics: [],
    });
  });

  test('is not offered to an engine that cannot defer', async () => {
    const thing = provider.resource('sample_thing');
    const answers = [
      await thing.plan({ config: { name: 'a', secret: unknown } }),
      await thing.read({ state: empty({ name: 'later' }) }),
      await thing.import({ id: 'later' }),
      await provider.dataSource('sample_echo').read({ text: 'later' }),
    ];
    for (const answer of answers) {
      expect(answer).not.toHaveProperty('deferred');
      expect(answer.diagnostics).toEqual([]);
    }
  });
});

describe('a provider whose configuration is unknown', () => {
  beforeEach(async () => {
    expect(await provider.configure({ token: unknown }, '1.16.3', engine)).toEqual({ diagnostics: [] });
  });
  const deferred = { deferred: 'providerConfigUnknown', diagnostics: [] };

  test('defers every call that needs it', async () => {
    const thing = provider.resource('sample_thing');
    const state = empty({ name: 'a' });
    const echo = provider.dataSource('sample_echo');
    const token = provider.ephemeralResource('sample_token');
    expect(await thing.read({ state }, engine)).toMatchObject({ state, ...deferred });
    expect(await thing.import({ id: 'a' }, engine)).toMatchObject({ state: null, ...deferred });
    expect(await echo.read({ text: 'a' }, engine)).toMatchObject({ state: unknown, ...deferred });
    expect(await token.open({ owner: 'a' }, engine)).toMatchObject({ result: unknown, ...deferred });
    expect(await provider.action('sample_ring').plan({ who: 'a' }, engine)).toEqual(deferred);
  });

  test("plans the engine's own proposal, without write-only values", async () => {
    const config = { name: 'a', secret_wo: 'SECRET' };
    expect(await provider.resource('sample_thing').plan({ config, ...engine })).toMatchObject({
      plan: { name: 'a', secret_wo: null, id: null },
      requiresReplace: [],
      ...deferred,
    });
    const prior = { state: empty({ name: 'a' }) };
    expect(await provider.resource('sample_thing').plan({ config: null, prior, ...engine })).toMatchObject({
      plan: null,
      ...deferred,
    });
  });

  test('works once it is configured', async () => {
    await provider.configure({ token: 'known' }, '1.16.3', engine);
    const answer = await provider.dataSource('sample_echo').read({ text: 'a' }, engine);
    expect(answer).toEqual({ state: { text: 'a', length: 1 }, diagnostics: [] });
  });
});
