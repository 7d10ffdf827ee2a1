import { computed, defineEphemeralResource, nested, optional, required, string } from '../index.ts';
import { testProvider, unknown, type TestEphemeralResource, type TestProvider } from '../testing/index.ts';
import { sampleProvider } from './sample/sample-provider.ts';

let provider: TestProvider;
let token: TestEphemeralResource;
beforeEach(async () => {
  provider = testProvider(sampleProvider);
  await provider.configure();
  token = provider.ephemeralResource('sample_token');
});

describe('an ephemeral resource', () => {
  test('is part of the schema and of the metadata', async () => {
    expect(await provider.describe('getProviderSchema')).toMatchObject({
      ephemeralResourceSchemas: {
        sample_token: {
          block: {
            attributes: [
              { name: 'owner', type: 'string', required: true },
              { name: 'lifetime', type: 'number', optional: true },
              { name: 'value', computed: true, sensitive: true },
            ],
          },
        },
      },
    });
    expect(await provider.describe('getMetadata')).toMatchObject({
      ephemeralResources: [{ typeName: 'sample_token' }, { typeName: 'sample_word' }],
    });
  });

  test.each([
    ['', [{ severity: 'error', path: 'owner' }]],
    ['mute', [{ severity: 'error', path: 'owner' }]],
    ['Anna', []],
  ])('validates its configuration: %j', async (owner, diagnostics) => {
    expect(await token.validate({ owner })).toMatchObject({ diagnostics });
  });

  test('returns its result once it is open', async () => {
    expect(await token.open({ owner: 'Anna' })).toEqual({
      result: { owner: 'Anna', lifetime: null, value: 'TOKEN-OF-Anna' },
      renewAt: null,
      privateState: { owner: 'Anna' },
      diagnostics: [],
    });
  });

  test('masks sensitive values of its result in the log', async () => {
    await token.open({ owner: 'Anna' });
    await token.close({ privateState: { owner: 'TOKEN-OF-Anna' } });
    expect(provider.log.at(-1)).toMatchObject({ '@message': 'closed a token', owner: '***' });
  });

  test('asks to be renewed at a time, to the millisecond', async () => {
    const before = Date.now();
    const { renewAt } = await token.open({ owner: 'Anna', lifetime: 1_234 });
    expect(renewAt?.getTime()).toBeGreaterThanOrEqual(before + 1_234);
    expect(renewAt?.getTime()).toBeLessThanOrEqual(Date.now() + 1_234);
  });

  test('keeps private state from one renewal to the next', async () => {
    const opened = await token.open({ owner: 'Anna', lifetime: 60_000 });
    const once = await token.renew(opened);
    expect(once).toMatchObject({ renewAt: expect.any(Date), privateState: { owner: 'Anna', renewals: '1' } });
    expect(await token.renew(once)).toMatchObject({ privateState: { renewals: '2' }, diagnostics: [] });
  });

  test('reports warnings, and errors at their attribute', async () => {
    expect(await token.open({ owner: 'warned' })).toMatchObject({
      result: { value: 'TOKEN-OF-warned' },
      diagnostics: [{ severity: 'warning' }],
    });
    expect(await token.open({ owner: 'nobody' })).toMatchObject({
      result: null,
      diagnostics: [{ severity: 'error', path: 'owner' }],
    });
    expect(await token.close({ privateState: { owner: 'warned' } })).toMatchObject({
      diagnostics: [{ severity: 'warning' }],
    });
  });

  test('keeps its private state when a renewal fails', async () => {
    expect(await token.renew({ privateState: { owner: 'expired' } })).toMatchObject({
      renewAt: null,
      privateState: { owner: 'expired' },
      diagnostics: [{ severity: 'error' }],
    });
  });

  test('can be closed without a close method, but not renewed without a renew method', async () => {
    const word = provider.ephemeralResource('sample_word');
    const opened = await word.open({ word: 'a' });
    expect(await word.close(opened)).toEqual({ diagnostics: [] });
    expect(await word.renew(opened)).toMatchObject({ diagnostics: [{ severity: 'error' }] });
  });

  test('is deferred only for an engine that allows it', async () => {
    expect(await token.open({ owner: 'later' }, { deferralAllowed: true })).toMatchObject({
      result: unknown,
      deferred: 'absentPrerequisite',
      diagnostics: [],
    });
    const opened = await token.open({ owner: 'later' });
    expect(opened).toMatchObject({ result: { value: 'TOKEN-OF-later' } });
    expect(opened).not.toHaveProperty('deferred');
  });

  test('hears of an interrupt while it opens', async () => {
    const opening = token.open({ owner: 'waits' });
    await provider.stop();
    expect(await opening).toMatchObject({ diagnostics: [] });
  });

  test('exists only where the provider defines one', async () => {
    expect(await provider.ephemeralResource('sample_thing').open({})).toMatchObject({
      diagnostics: [{ severity: 'error', detail: expect.stringContaining('sample_token, sample_word') }],
    });
  });

  test('cannot have write-only attributes at any depth', () => {
    const define = (writeOnly: boolean) => () =>
      defineEphemeralResource()({
        type: 'test_token',
        schema: {
          attributes: {
            name: required(string),
            settings: optional(nested.single({ key: optional(string, { writeOnly }), value: computed(string) })),
          },
        },
        open: () => Promise.reject(new Error('not called in this test')),
      });
    expect(define(false)).not.toThrow();
    expect(define(true)).toThrow('test_token.settings: the attribute key cannot be write-only');
  });
});
