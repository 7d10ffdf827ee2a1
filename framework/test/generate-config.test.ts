import { nullProvider } from '../example/null-provider.ts';
import { testProvider } from '../testing/index.ts';
import { sampleProvider } from './sample/sample-provider.ts';

describe('the configuration of a resource that was found or imported', () => {
  test('keeps what a configuration can set, and leaves out the rest', async () => {
    const provider = testProvider(sampleProvider);
    await provider.configure();
    const thing = provider.resource('sample_thing');
    const { state } = await thing.import({ id: 'lamp' });
    if (!state) throw new Error('nothing was imported');
    const { config, diagnostics } = await thing.generateConfig({ ...state, id: '1', price: '2.5', enabled: true });
    expect(diagnostics).toEqual([]);
    expect(config).toMatchObject({ name: state['name'], price: '2.5', id: null, enabled: null, secret_wo: null });
  });

  test('is offered to the engine', async () => {
    expect(await testProvider(nullProvider).describe('getProviderSchema')).toMatchObject({
      serverCapabilities: { generateResourceConfig: true },
    });
  });
});
