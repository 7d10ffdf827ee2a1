import { registrationCalls } from '../../../../provider/api/registration-calls.ts';
import { CallError } from '../../../../provider/diagnostics/index.ts';
import { connectionRefused, context, fakeApi } from './fake-api.ts';
import {
  hasTarget,
  XmlRpcFaultError,
  type AutoprovClient,
  type CheckAnswer,
  type RedirectTarget,
  type RegisterAnswer,
} from '#autoprov';

const target: RedirectTarget = { url: 'http://a.example/', providerName: 'Daryna' };
const macIds = ['7C2F80000001-0001', '7C2F80000002-0002', '7C2F80000003-0003'];
const macOf = (macId: string): string => macId.slice(0, 12);
const ok: RegisterAnswer = { ok: true, text: 'OK: password', password: 'password', date: undefined };
const refusal = (macId: string): RegisterAnswer => ({
  ok: false,
  refusal: { code: 'mac_invalid', value: macOf(macId) },
});
const noLists = new XmlRpcFaultError(
  { method: 'autoprov.registerDeviceList', endpoint: 'http://server.example/' },
  { code: 1, message: 'No such method' },
);

/** How a server treats a list. */
interface Behaviour {
  /** Its answer to a list; it registers those phones that `registers` accepts. */
  readonly list?: (macIds: readonly string[]) => readonly RegisterAnswer[];
  readonly registers?: (macId: string) => boolean;
  readonly check?: (mac: string) => CheckAnswer;
  readonly single?: (macId: string) => RegisterAnswer;
}

/** A server that records its calls. Without other behaviour it registers every phone. */
function fakeServer({ list, registers = () => true, check, single = () => ok }: Behaviour = {}) {
  const calls: string[] = [];
  const registered = new Map<string, RedirectTarget>();
  const client: Partial<AutoprovClient> = {
    registerDevice: (macId, url, providerName) => {
      calls.push(`registerDevice ${macId}`);
      const answer = single(macId);
      if (answer.ok) registered.set(macOf(macId), { url, providerName });
      return Promise.resolve(answer);
    },
    registerDeviceList: async (all, url, providerName) => {
      calls.push(`registerDeviceList ${all.length}`);
      for (const macId of all) if (registers(macId)) registered.set(macOf(macId), { url, providerName });
      return Promise.resolve(list ? list(all) : all.map(() => ok));
    },
    checkDevice: async (mac) => {
      calls.push(`checkDevice ${mac}`);
      if (check) return Promise.resolve(check(mac));
      const found = registered.get(mac);
      if (!hasTarget(found, target)) return { ok: false, refusal: { code: 'mac_not_found', value: mac } };
      return Promise.resolve({ ok: true, registration: { ...target, mac, date: 'today' } });
    },
  };
  return { calls, registered, client };
}

/** The two ways in which phones reach the server: as the batch of one resource, or each for a resource of its own. */
describe.each(['of one resource', 'of several resources'])('three phones %s', (way) => {
  const register = async (client: Partial<AutoprovClient>) => {
    const calls = registrationCalls(fakeApi(client));
    if (way === 'of one resource') return calls.register(target, macIds, context);
    const each = await Promise.all(macIds.map((macId) => calls.register(target, [macId], context)));
    return each.flat();
  };

  test('are registered with one list', async () => {
    const server = fakeServer();
    expect(await register(server.client)).toMatchObject(macIds.map(() => ({ ok: true, password: 'password' })));
    expect(server.calls).toEqual(['registerDeviceList 3']);
  });

  test('one of which is refused: the OKs of the others are confirmed', async () => {
    const [bad = ''] = macIds;
    const server = fakeServer({
      list: (all) => all.map((macId) => (macId === bad ? refusal(macId) : ok)),
      registers: (macId) => macId !== bad,
    });
    expect(await register(server.client)).toMatchObject([
      { ok: false, refusal: { code: 'mac_invalid' } },
      { ok: true, password: 'password', date: 'today' },
      { ok: true, password: 'password', date: 'today' },
    ]);
    expect(server.calls).toEqual(['registerDeviceList 3', 'checkDevice 7C2F80000002', 'checkDevice 7C2F80000003']);
  });

  test('one of which is refused: phones that the list did not register are sent again', async () => {
    const [bad = ''] = macIds;
    let lists = 0;
    const server = fakeServer({
      list: (all) => all.map((macId) => (macId === bad ? refusal(macId) : ok)),
      // The first list registers none of its phones.
      registers: () => ++lists > macIds.length,
    });
    expect(await register(server.client)).toMatchObject([{ ok: false }, { ok: true }, { ok: true }]);
    expect([...server.registered.keys()]).toEqual(macIds.slice(1).map(macOf));
  });

  test('one of which is refused: an OK that cannot be confirmed is uncertain', async () => {
    const [bad = ''] = macIds;
    const server = fakeServer({
      list: (all) => all.map((macId) => (macId === bad ? refusal(macId) : ok)),
      check: () => {
        throw connectionRefused('checkDevice');
      },
    });
    const [first, ...others] = await register(server.client);
    expect(first).toMatchObject({ ok: false });
    for (const result of others) {
      expect(result).toBeInstanceOf(CallError);
      expect(result).toMatchObject({ uncertainty: expect.any(CallError) });
    }
  });

  test('are sent one by one if the server does not accept lists', async () => {
    const server = fakeServer({
      list: () => {
        throw noLists;
      },
      registers: () => false,
    });
    expect(await register(server.client)).toMatchObject(macIds.map(() => ({ ok: true })));
    expect(server.calls.filter((call) => call.startsWith('registerDevice '))).toHaveLength(3);
  });

  test('are not sent again if a list that was answered with a fault has registered them', async () => {
    const server = fakeServer({
      list: () => {
        throw noLists;
      },
    });
    expect(await register(server.client)).toMatchObject(macIds.map(() => ({ ok: true, password: null })));
    expect(server.calls.filter((call) => call.startsWith('registerDevice '))).toEqual([]);
  });

  test('an error of one phone does not prevent the others from being sent', async () => {
    const [bad = ''] = macIds;
    const server = fakeServer({
      list: () => {
        throw noLists;
      },
      registers: () => false,
      single: (macId) => {
        if (macId === bad) throw noLists;
        return ok;
      },
    });
    expect(await register(server.client)).toMatchObject([{ name: 'CallError' }, { ok: true }, { ok: true }]);
  });
});

test('redacts the ID of a phone in the lookup that follows a lost answer', async () => {
  const [macId = ''] = macIds;
  const lost = (): never => {
    throw noLists;
  };
  const server = fakeServer({
    single: lost,
    check: () => {
      throw new XmlRpcFaultError(
        { method: 'autoprov.checkDevice', endpoint: 'http://server.example/' },
        { code: 1, message: `wrong ID 0001 of ${macId}` },
      );
    },
  });
  const [result] = await registrationCalls(fakeApi(server.client)).register(target, [macId], context);
  expect(result).toMatchObject({ uncertainty: { message: expect.not.stringContaining(' 0001 ') } });
});

test('sends the phones of further resources alone once the server has refused a list', async () => {
  const server = fakeServer({
    list: () => {
      throw noLists;
    },
    registers: () => false,
  });
  const calls = registrationCalls(fakeApi(server.client));
  const registerAll = () => Promise.all(macIds.map((macId) => calls.register(target, [macId], context)));
  await registerAll();
  server.calls.length = 0;
  await registerAll();
  expect(server.calls).toEqual(macIds.map((macId) => `registerDevice ${macId}`));
});
