import { faults, refusal, unavailableFor, type Fault, type PassingCall } from '../../../../support/faulty-proxy.ts';
import { useFaultyService } from '../../../../support/faulty-service.ts';
import { macRange } from '../../../../support/phones.ts';
import type { Workspace } from '../../../../support/workspace/index.ts';
import { devices, open, phonesIn, rowsIn, rowsOfDevices } from '../workspaces.ts';
import type { Values } from '#framework';
import { encodeResponse } from '#xmlrpc';

// Phones that are registered or deregistered at the same time share one request. Each is still a separate resource: the
// outcome of the request applies to each of them, and to no other.

const SIZE = 10;
/** A phone other than the first one, which is sent alone because no others are known yet. */
const BAD = '7C2F80000006';

const service = useFaultyService({ tellsDates: true });

type Rule = (call: PassingCall) => Fault | undefined;

const once = (method: string, fault: Fault): Rule => {
  let struck = false;
  return (call) => {
    if (call.method !== method || struck) return undefined;
    struck = true;
    return fault;
  };
};

/** The MACs that were sent with these methods, repetitions included. */
const sent = (...methods: readonly string[]): readonly string[] =>
  service.proxy
    .calls()
    .filter(({ method }) => methods.includes(method))
    .flatMap(({ body }) => body.match(/7C2F80[0-9A-F]{6}/g) ?? [])
    .toSorted();

const openTen = (settings?: Values): Workspace => open(service, devices(SIZE), settings);
const allStand = async (workspace: Workspace): Promise<void> => {
  expect(await service.rows()).toEqual(rowsOfDevices(SIZE));
  expect(rowsIn(workspace)).toEqual(rowsOfDevices(SIZE));
  for (const { tainted } of phonesIn(workspace)) expect(tainted).toBe(false);
};

test.each<{ name: string; fault: Fault }>([
  { name: 'is lost', fault: faults.lostAnswer },
  { name: 'comes by half', fault: faults.halfAnAnswer },
  { name: 'is something else', fault: { kind: 'garbled', body: '<html>' } },
])('a list whose answer $name: each phone is registered once, and the state knows all', async ({ fault }) => {
  const workspace = openTen();
  service.proxy.use(once('registerDeviceList', fault));
  expect(await workspace.apply()).toMatchObject({ succeeded: true });
  await allStand(workspace);
  for (const { registeredAt } of phonesIn(workspace)) expect(registeredAt).toEqual(expect.any(String));
  // After an unreadable answer, it is unknown whether the server supports lists, so phones are then sent alone.
  if (fault.kind !== 'garbled') expect(sent('registerDevice', 'registerDeviceList')).toEqual(macRange(SIZE));
});

test('a lost answer to a list of deregistrations deregisters each phone once', async () => {
  const workspace = openTen();
  await workspace.apply();
  service.proxy.use(once('deregisterDeviceList', faults.lostAnswer));
  expect(await workspace.destroy()).toMatchObject({ succeeded: true });
  expect(sent('deregisterDevice', 'deregisterDeviceList')).toEqual(macRange(SIZE));
  expect(await service.rows()).toEqual([]);
  expect(phonesIn(workspace)).toEqual([]);
});

test('after a fault for a list, the same apply sends the phones one by one', async () => {
  const workspace = openTen();
  service.proxy.use(({ method }) => (method.endsWith('DeviceList') ? faults.fault : undefined));
  expect(await workspace.apply()).toMatchObject({ succeeded: true });
  await allStand(workspace);
  expect(service.proxy.counts()).toMatchObject({ registerDevice: SIZE });
  expect(await workspace.destroy()).toMatchObject({ succeeded: true });
  expect(await service.rows()).toEqual([]);
});

describe('one bad phone among ten fails alone; the others are registered', () => {
  const others = rowsOfDevices(SIZE).filter(({ mac }) => mac !== BAD);

  test('if the server accepts the good phones of a list', async () => {
    const workspace = openTen();
    const owner = await service.addAccount('owner');
    await owner.register(`${BAD}-1234`, 'http://owner.example/', 'Owner');
    const applied = await workspace.apply();
    expect(applied).toMatchObject({ succeeded: false });
    expect(applied.output.match(/Error: /g)).toHaveLength(1);
    expect(applied.output).toContain(`Error: Phone ${BAD} is registered by another account`);
    expect(await service.rows()).toEqual(others);
    expect(rowsIn(workspace)).toEqual(others);

    await owner.deregister(BAD);
    expect(await workspace.apply()).toMatchObject({ succeeded: true });
    await allStand(workspace);
  });

  test('if the server rejects the whole list but answers OK for the others', async () => {
    const workspace = openTen();
    service.proxy.use((call) => {
      if (!call.method.startsWith('register') || !call.body.includes(BAD)) return undefined;
      return call.method === 'registerDevice' ? refusal(`mac_invalid:${BAD}`) : okForAllButOne(call);
    });
    const applied = await workspace.apply();
    expect(applied).toMatchObject({ succeeded: false });
    expect(applied.output.match(/Error: /g)).toHaveLength(1);
    expect(applied.output).toContain(
      `Error: Phone ${BAD} could not be registered: the redirect server answered mac_invalid`,
    );
    expect(await service.rows()).toEqual(others);
    expect(rowsIn(workspace)).toEqual(others);

    service.proxy.use(() => undefined);
    expect(await workspace.apply()).toMatchObject({ succeeded: true });
    await allStand(workspace);
  });
});

test('no request is sent before the Retry-After of a list has passed', async () => {
  const workspace = openTen({ max_concurrent_requests: 1 });
  service.proxy.use(once('registerDeviceList', unavailableFor(1)));
  expect(await workspace.apply()).toMatchObject({ succeeded: true });
  const calls = service.proxy.calls();
  const at = calls.findIndex(({ method }) => method === 'registerDeviceList');
  expect((calls[at + 1]?.at ?? 0) - (calls[at]?.at ?? 0)).toBeGreaterThanOrEqual(990);
  await allStand(workspace);
});

test('401 for a list ends all requests, and the next apply registers the rest', async () => {
  const workspace = openTen({ max_concurrent_requests: 1 });
  service.proxy.use(({ method }) => (method === 'registerDeviceList' ? faults.unauthorized : undefined));
  const applied = await workspace.apply();
  expect(applied).toMatchObject({ succeeded: false });
  expect(service.proxy.calls('registerDeviceList')).toHaveLength(1);
  expect(applied.output.match(/The user name was "daryna"/g)).toHaveLength(1);
  expect(rowsIn(workspace)).toEqual(await service.rows());

  service.proxy.use(() => undefined);
  expect(await workspace.apply()).toMatchObject({ succeeded: true });
  await allStand(workspace);
});

const macsOf = (call: PassingCall | undefined): readonly string[] => call?.body.match(/7C2F80[0-9A-F]{6}/g) ?? [];

/** OK for each phone of a list except the bad one. */
const okForAllButOne = (call: PassingCall): Fault => ({
  kind: 'answer',
  status: 200,
  body: encodeResponse([false, ...macsOf(call).map((mac) => (mac === BAD ? `mac_invalid:${mac}` : 'OK: password'))]),
  headers: { 'content-type': 'text/xml' },
});
