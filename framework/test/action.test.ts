import { computed, defineAction, optionalComputed, string } from '../index.ts';
import { testProvider, unknown, type TestAction, type TestProvider } from '../testing/index.ts';
import { sampleProvider } from './sample/sample-provider.ts';

let provider: TestProvider;
let ring: TestAction;
beforeEach(async () => {
  provider = testProvider(sampleProvider);
  await provider.configure();
  ring = provider.action('sample_ring');
});

describe('an action', () => {
  test('is part of the schema and of the metadata', async () => {
    expect(await provider.describe('getProviderSchema')).toMatchObject({
      actionSchemas: {
        sample_ring: {
          schema: { block: { attributes: [{ name: 'who', type: 'string', required: true }, {}, { writeOnly: true }] } },
        },
      },
    });
    expect(await provider.describe('getMetadata')).toMatchObject({ actions: [{ typeName: 'sample_ring' }] });
  });

  test.each([
    ['', [{ severity: 'error', path: 'who' }]],
    ['mute', [{ severity: 'error', path: 'who' }]],
    ['gate', []],
  ])('validates its configuration: %j', async (who, diagnostics) => {
    expect(await ring.validate({ who })).toMatchObject({ diagnostics });
  });

  test('may take write-only values, which every engine with actions supports', async () => {
    expect(await ring.validate({ who: 'gate', code_wo: 'SECRET' })).toEqual({ diagnostics: [] });
    expect(await ring.invoke({ who: 'gate', code_wo: 'SECRET' })).toMatchObject({ diagnostics: [] });
    expect(JSON.stringify(provider.log)).not.toContain('SECRET');
  });

  test('warns or refuses at plan', async () => {
    expect(await ring.plan({ who: 'gate' })).toEqual({ diagnostics: [] });
    expect(await ring.plan({ who: unknown })).toEqual({ diagnostics: [] });
    expect(await ring.plan({ who: 'warned' })).toMatchObject({ diagnostics: [{ severity: 'warning' }] });
    expect(await ring.plan({ who: 'nobody' })).toMatchObject({ diagnostics: [{ severity: 'error', path: 'who' }] });
  });

  test('is deferred at plan only for an engine that allows it', async () => {
    expect(await ring.plan({ who: 'later' }, { deferralAllowed: true })).toEqual({
      deferred: 'resourceConfigUnknown',
      diagnostics: [],
    });
    expect(await ring.plan({ who: 'later' })).toEqual({ diagnostics: [] });
  });

  test('reports its progress, and then that it is complete', async () => {
    expect(await ring.invoke({ who: 'gate', times: 2 })).toEqual({
      progress: ['rings gate (1)', 'rings gate (2)'],
      diagnostics: [],
    });
  });

  test('reports warnings at the end, and an error after the progress before it', async () => {
    expect(await ring.invoke({ who: 'warned' })).toMatchObject({
      progress: ['rings warned (1)'],
      diagnostics: [{ severity: 'warning' }],
    });
    expect(await ring.invoke({ who: 'broken', times: 3 })).toMatchObject({
      progress: ['rings broken (1)'],
      diagnostics: [{ severity: 'error', path: 'who' }],
    });
  });

  test('reports progress at once, and hears of an interrupt', async () => {
    const invoked = ring.invoke({ who: 'waits' }, { onProgress: () => void provider.stop() });
    expect(await invoked).toMatchObject({ progress: ['rings waits (1)'], diagnostics: [] });
    expect(provider.log.at(-1)).toMatchObject({ '@message': 'stopped ringing', aborted: true });
  });

  test('exists only where the provider defines one', async () => {
    expect(await provider.action('sample_none').invoke({})).toMatchObject({
      progress: [],
      diagnostics: [{ severity: 'error', detail: expect.stringContaining('sample_ring') }],
    });
  });

  test.each([['computed', computed(string)] as const, ['optional and computed', optionalComputed(string)] as const])(
    'cannot have an attribute that is %s',
    (_, value) => {
      const define = () =>
        defineAction()({
          type: 'test_action',
          schema: { attributes: { value } },
          async *invoke() {
            await Promise.reject(new Error('not called in this test'));
          },
        });
      expect(define).toThrow('test_action: the attribute value cannot be computed');
    },
  );
});
