import { unknown } from '../../../../framework/test/support/grpc-peer.ts';
import { endAll } from '../../../../framework/test/support/plugin-process.ts';
import { macRange } from '../../../support/phones.ts';
import { kitchen, reception, type RedirectService, startRedirectService } from '../../../support/redirect-service.ts';
import { type Provider, startProvider } from '../provider.ts';

const url = 'http://provider.example/xml/%MACD.xml';
const nothing = {
  mac: null,
  mac_id: null,
  registered: null,
  url: null,
  url_credentials: null,
  provider_name: null,
  registered_at: null,
};

let service: RedirectService;
let provider: Provider;
beforeAll(async () => {
  service = await startRedirectService();
});
// A new provider for each test, because a provider caches its last listing.
beforeEach(async () => {
  provider = await startProvider(service.env);
});
afterEach(async () => {
  provider.peer.close();
  await endAll();
  await service.clear();
});
afterAll(() => service.stop());

const read = (config: Readonly<Record<string, unknown>>) => provider.read('gigaset_device', { ...nothing, ...config });

describe('the data source gigaset_device', () => {
  test.each([
    ['its MAC', { mac: reception }],
    ['its MAC in another spelling, which stays', { mac: '7c:2f:80:82:0e:c0' }],
    ['its MAC-ID', { mac_id: '7c2f80820ec0 55df' }],
  ])('returns the registration of a phone by %s', async (_, asked) => {
    await service.register('7C2F80820EC0-55DF', url, 'Daryna');
    const calls = await service.callsDuring(async () => {
      expect(await read(asked)).toEqual({
        diagnostics: [],
        state: {
          ...nothing,
          mac: reception,
          registered: true,
          url,
          provider_name: 'Daryna',
          registered_at: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
          ...asked,
        },
      });
    });
    expect(calls).toEqual(['checkDevice']);
  });

  test("reports missing and other accounts' phones as not registered", async () => {
    const other = await service.addAccount('olena');
    await other.register('7C2F80208295-1910', url, 'Olena');
    for (const mac of [reception, kitchen]) {
      expect(await read({ mac })).toEqual({ diagnostics: [], state: { ...nothing, mac, registered: false } });
    }
  });

  test('separates credentials from the URL and marks the password as sensitive', async () => {
    await service.register('7C2F80820EC0-55DF', 'https://user:p%40ss@provider.example/%MACD', 'Daryna');
    expect(await read({ mac: reception })).toMatchObject({
      state: { url: 'https://provider.example/%MACD', url_credentials: { username: 'user', password: 'p@ss' } },
    });
    const { data_source_schemas: schemas } = await provider.peer.call('GetProviderSchema');
    expect(schemas).toMatchObject({
      gigaset_device: {
        block: {
          attributes: expect.arrayContaining([
            expect.objectContaining({ name: 'mac_id', sensitive: true }),
            expect.objectContaining({
              name: 'url_credentials',
              nested_type: expect.objectContaining({
                attributes: expect.arrayContaining([expect.objectContaining({ name: 'password', sensitive: true })]),
              }),
            }),
          ]),
        },
      },
    });
  });

  test('reads a hundred phones with one listing', async () => {
    const macs = macRange(100);
    await service.call(
      'registerDeviceList',
      macs.map((mac) => `${mac}-0C47`),
      url,
      'Daryna',
    );
    const calls = await service.callsDuring(async () => {
      const answers = await Promise.all(macs.map((mac) => read({ mac })));
      expect(answers).toEqual(
        macs.map((mac): unknown => expect.objectContaining({ state: expect.objectContaining({ mac, url }) })),
      );
    });
    expect(calls.filter((method) => method === 'listDevices')).toHaveLength(1);
    // The first requests may have been sent before the others arrived, more of them on a busy machine.
    expect(calls.length).toBeLessThan(macs.length / 5);
  });

  test.each([
    ['no phone', {}, 'No phone'],
    ['two names of a phone', { mac: reception, mac_id: '7C2F80820EC0-55DF' }, 'Both mac and mac_id'],
    ['an invalid MAC', { mac: '7C2F80820EC' }, 'Invalid mac'],
    ['an invalid MAC-ID', { mac_id: '7C2F80820EC0-A7B' }, 'Invalid mac_id'],
  ])('refuses %s before anything is asked', async (_, config, summary) => {
    const problems = await provider.problemsOf('gigaset_device', { ...nothing, ...config });
    expect(problems).toMatchObject([{ severity: 'ERROR', summary }]);
    expect(JSON.stringify(problems)).not.toContain('A7B');
  });

  test.each([{ mac: unknown }, { mac_id: unknown }])('accepts an unknown phone: %j', async (config) => {
    expect(await provider.problemsOf('gigaset_device', { ...nothing, ...config })).toEqual([]);
  });
});
