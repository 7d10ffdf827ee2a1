import { dynamicValue, valueOf } from '../../../../framework/test/support/grpc-peer.ts';
import { endAll } from '../../../../framework/test/support/plugin-process.ts';
import { macRange } from '../../../support/phones.ts';
import { kitchen, reception, type RedirectService, startRedirectService } from '../../../support/redirect-service.ts';
import { type Provider, startProvider } from '../provider.ts';

type Message = Readonly<Record<string, unknown>>;
const url = 'http://provider.example/xml/%MACD.xml';
const type_name = 'gigaset_device';

let service: RedirectService;
let provider: Provider;
beforeAll(async () => {
  service = await startRedirectService();
  provider = await startProvider(service.env);
});
beforeEach(async () => {
  await service.register('7C2F80820EC0-55DF', url, 'Daryna');
  await service.register('7C2F80208295-1910', 'https://user:pass@provider.example/', 'Olena');
});
afterEach(() => service.clear());
afterAll(async () => {
  provider.peer.close();
  await endAll();
  await service.stop();
});

const list = (provider_names: readonly string[] | null, more?: Message) =>
  provider.list(type_name, { provider_names }, more);
const names = (events: readonly Message[]) => events.map(({ display_name }) => display_name);
const identityOf = ({ identity }: Message): unknown => valueOf(Reflect.get(Object(identity), 'identity_data'));

describe('the list of gigaset_device, for terraform query', () => {
  test('returns display name and import identity of each phone', async () => {
    const calls = await service.callsDuring(async () => {
      const events = await list(null);
      expect(names(events)).toEqual([`${kitchen} (Olena)`, `${reception} (Daryna)`]);
      expect(events.map(identityOf)).toEqual([{ mac: kitchen }, { mac: reception }]);
      expect(events.flatMap(({ diagnostic, resource_object }) => [diagnostic, resource_object])).toEqual([
        [],
        undefined,
        [],
        undefined,
      ]);
    });
    expect(calls).toEqual(['listDevices']);
  });

  test('can be filtered by provider names, and ends at the limit', async () => {
    expect(names(await list(['Daryna', 'Nobody']))).toEqual([`${reception} (Daryna)`]);
    expect(await list([])).toEqual([]);
    expect(names(await list(null, { limit: 1 }))).toEqual([`${kitchen} (Olena)`]);
  });

  test('returns the same resource as an import by its identity', async () => {
    const events = await list(null, { include_resource_object: true });
    const imported = await Promise.all(
      events.map(async ({ identity }) => {
        const { imported_resources: resources } = await provider.peer.call('ImportResourceState', {
          type_name,
          id: '',
          identity,
        });
        const [resource]: unknown[] = Array.isArray(resources) ? resources : [];
        const state: unknown = Reflect.get(Object(resource), 'state');
        const { new_state } = await provider.peer.call('ReadResource', {
          type_name,
          current_state: state,
          current_identity: identity,
        });
        return valueOf(new_state);
      }),
    );
    expect(imported).toMatchObject([{ mac: kitchen }, { mac: reception }]);
    expect(events.map(({ resource_object }) => valueOf(resource_object))).toEqual(imported);
  });

  test('explains why the server cannot be reached', async () => {
    const wrong = await startProvider({ ...service.env, GIGASET_PASSWORD: 'hunter2 hunter2' });
    expect(await wrong.list(type_name, { provider_names: null })).toMatchObject([
      {
        identity: null,
        diagnostic: [
          {
            severity: 'ERROR',
            summary: 'The phones could not be listed: the redirect server rejected the user name or password',
          },
        ],
      },
    ]);
    wrong.peer.close();
  });

  test('validates its configuration', async () => {
    const config = dynamicValue({ provider_names: [' Daryna'] });
    const { diagnostics } = await provider.peer.call('ValidateListResourceConfig', { type_name, config });
    expect(diagnostics).toMatchObject([{ severity: 'ERROR', summary: 'Invalid provider_names' }]);
  });

  test('finds thousands of phones', async () => {
    const macs = macRange(5000);
    await service.call(
      'registerDeviceList',
      macs.map((mac) => `${mac}-0C47`),
      url,
      'Many',
    );
    const events = await list(['Many'], { include_resource_object: true });
    expect(events.map(identityOf)).toEqual(macs.map((mac) => ({ mac })));
  });
});
