import { execFileSync } from 'node:child_process';
import { endAll } from '../../../../framework/test/support/plugin-process.ts';
import { macRange } from '../../../support/phones.ts';
import { type RedirectService, startRedirectService } from '../../../support/redirect-service.ts';
import { type Provider, startProvider } from '../provider.ts';

const url = 'http://provider.example/xml/%MACD.xml';

let service: RedirectService;
let provider: Provider;
beforeAll(async () => {
  service = await startRedirectService();
  provider = await startProvider(service.env);
});
afterEach(() => service.clear());
afterAll(async () => {
  provider.peer.close();
  await endAll();
  await service.stop();
});

const read = (provider_names: readonly string[] | null, by = provider) =>
  by.read('gigaset_devices', { provider_names, device_count: null, devices: null, csv: null });

/** The rows of a CSV as Python reads them, header first. */
function rowsOf(csv: string): unknown {
  const script = 'import csv, json, sys; print(json.dumps(list(csv.reader(sys.stdin))))';
  return JSON.parse(execFileSync('python3', ['-c', script], { input: csv, encoding: 'utf8' }));
}

describe('the data source gigaset_devices', () => {
  test('lists exactly the phones of the account by MAC', async () => {
    await service.register('7C2F80820EC0-55DF', url, 'Daryna');
    await service.register('7C2F80208295-1910', 'https://user:pass@provider.example/', 'Olena');
    const other = await service.addAccount('olena');
    await other.register('7C2F80A14B02-3E91', url, 'Daryna');
    const calls = await service.callsDuring(async () => {
      expect(await read(null)).toEqual({
        diagnostics: [],
        state: {
          provider_names: null,
          device_count: 2,
          devices: [
            {
              mac: '7C2F80208295',
              url: 'https://provider.example/',
              url_credentials: { username: 'user', password: 'pass' },
              provider_name: 'Olena',
              registered_at: expect.stringMatching(/^\d{4}-/),
            },
            {
              mac: '7C2F80820EC0',
              url,
              url_credentials: null,
              provider_name: 'Daryna',
              registered_at: expect.stringMatching(/^\d{4}-/),
            },
          ],
          csv:
            'mac_id,url,provider_name\n' +
            '7C2F80208295,https://user:pass@provider.example/,Olena\n' +
            `7C2F80820EC0,${url},Daryna\n`,
        },
      });
    });
    expect(calls).toEqual(['listDevices']);
  });

  test.each([
    [['Daryna'], 1, 1],
    [['Daryna', 'Olena'], 2, 1],
    [['Nobody'], 0, 1],
    [[], 0, 0],
  ])('lists those under the names %j alone', async (names, found, asked) => {
    await service.register('7C2F80820EC0-55DF', url, 'Daryna');
    await service.register('7C2F80208295-1910', url, 'Olena');
    await service.register('7C2F80A14B02-3E91', url, 'Another');
    const calls = await service.callsDuring(async () => {
      expect(await read(names)).toMatchObject({ state: { device_count: found, provider_names: names } });
    });
    expect(calls).toEqual(Array.from({ length: asked }, () => 'listDevices'));
  });

  test('writes a CSV that Python reads correctly for any provider name', async () => {
    const names = ['Daryna, Olena & Co.', '"Ulm"', '# 7', 'a "quoted, name"', 'Straße ☎', "it's; a\u2028".slice(0, -1)];
    const rows = names.map((name, i) => [`7C2F80A14B0${i}`, `http://provider.example/?a=1,2&n=${i}`, name]);
    for (const [mac = '', target = '', name = ''] of rows) await service.register(`${mac}-0C47`, target, name);
    const { state } = await read(null);
    const csv: unknown = Reflect.get(Object(state), 'csv');
    expect(rowsOf(String(csv))).toEqual([['mac_id', 'url', 'provider_name'], ...rows]);
  });

  test('omits the objects with a warning if they are too many for an engine', async () => {
    const macs = macRange(100_001);
    for (let from = 0; from < macs.length; from += 10_000) {
      const batch = macs.slice(from, from + 10_000).map((mac) => `${mac}-0C47`);
      await service.call('registerDeviceList', batch, url, 'Daryna');
    }
    const { state, diagnostics } = await read(null);
    expect(state).toMatchObject({ device_count: 100_001, devices: null });
    expect(String(Reflect.get(Object(state), 'csv')).split('\n')).toHaveLength(100_003);
    expect(diagnostics).toMatchObject([
      { severity: 'WARNING', summary: '100001 phones are too many for the attribute devices' },
    ]);
  });

  test.each([
    ['an empty name', [''], 'is not a provider name'],
    ['a name that no server takes', ['Daryna', 'a\nb'], 'control character or a line break'],
  ])('refuses %s', async (_, provider_names, words) => {
    const config = { provider_names, device_count: null, devices: null, csv: null };
    expect(await provider.problemsOf('gigaset_devices', config)).toMatchObject([
      { severity: 'ERROR', summary: 'Invalid provider_names', detail: expect.stringContaining(words) },
    ]);
  });

  test('explains why a server cannot be reached, without the password', async () => {
    const wrong = await startProvider({ ...service.env, GIGASET_PASSWORD: 'hunter2 hunter2' });
    const answer = await read(null, wrong);
    expect(answer).toMatchObject({
      state: null,
      diagnostics: [
        {
          severity: 'ERROR',
          summary: 'The phones could not be listed: the redirect server rejected the user name or password',
          detail: expect.stringContaining('The user name was "daryna"'),
        },
      ],
    });
    expect(JSON.stringify(answer)).not.toContain('hunter2');
    wrong.peer.close();
  });
});
