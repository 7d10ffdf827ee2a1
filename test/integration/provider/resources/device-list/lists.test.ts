import { faults, tooMany, type Fault, type PassingCall } from '../../../../support/faulty-proxy.ts';
import { useFaultyService } from '../../../../support/faulty-service.ts';
import { csv, numbers, rowsOf, URL } from '../../../../support/fleets.ts';
import { macIdOf, macOf } from '../../../../support/phones.ts';
import type { Resources, Workspace } from '../../../../support/workspace/index.ts';
import { noChange, open as openFor } from '../workspaces.ts';
import { fleet } from './fleets.ts';

const service = useFaultyService();

const NEW = 'http://new.example/%MACD.xml';
const open = (resources: Resources): Workspace => openFor(service, resources, { max_retries: 2, batch_size: 20 });

const once =
  (method: string, fault: Fault) =>
  (call: PassingCall): Fault | undefined =>
    call.method === method && call.nth === 1 ? fault : undefined;

/** How often each batch was sent with a method, by its first MAC. */
const sent = (method: string): readonly number[] => {
  const times = new Map<string, number>();
  for (const { mac } of service.proxy.calls(method)) times.set(mac, (times.get(mac) ?? 0) + 1);
  return [...times.values()];
};

const passing: readonly (readonly [name: string, fault: Fault, done: boolean])[] = [
  ['is reset before the server hears of it', faults.reset, false],
  ['loses its answer', faults.lostAnswer, true],
  ['gets half an answer', faults.halfAnAnswer, true],
  ['is answered by a broken gateway', faults.badGateway, false],
  ['is answered with 429', tooMany(0), false],
];

test.each(passing)(
  'a batch that %s: each phone is registered once, changed once, deregistered once',
  async (_, fault, done) => {
    const workspace = open(fleet(csv(numbers(60))));
    const times = done ? 1 : 2;
    service.proxy.use(once('registerDeviceList', fault));
    expect(await workspace.apply()).toMatchObject({ succeeded: true });
    expect(await service.rows()).toEqual(rowsOf(numbers(60)));
    // Only what the server has not done is sent again, and no other batch.
    expect(sent('registerDeviceList').toSorted()).toEqual([1, 1, times]);

    workspace.declare(fleet(csv(numbers(60)), { url: NEW }));
    service.proxy.use(once('deregisterDeviceList', fault));
    expect(await workspace.apply()).toMatchObject({ succeeded: true });
    expect(await service.rows()).toEqual(rowsOf(numbers(60), NEW));
    expect(sent('deregisterDeviceList').toSorted()).toEqual([1, 1, times]);

    service.proxy.use(once('deregisterDeviceList', fault));
    expect(await workspace.destroy()).toMatchObject({ succeeded: true });
    expect(await service.rows()).toEqual([]);
  },
);

test('if the server fails in the middle of a batch, only the rest is sent again', async () => {
  const workspace = open(fleet(csv(numbers(20))));
  const plan = await workspace.plan();
  await service.call('registerDeviceList', numbers(10).map(macIdOf), URL, 'Daryna');
  service.proxy.use(once('registerDeviceList', faults.reset));
  expect(await workspace.apply({ plan })).toMatchObject({ succeeded: true });
  expect(await service.rows()).toEqual(rowsOf(numbers(20)));
  const [, second] = service.proxy.calls('registerDeviceList');
  expect(second?.body.match(/7C2F80[0-9A-F]{6}/g)).toEqual(numbers(10, 11).map(macOf));
});

test.each([
  ['is not understood', faults.fault],
  ['is too large', { kind: 'answer', status: 413 } satisfies Fault],
])('a list that %s by the server is sent phone by phone', async (_, fault) => {
  const workspace = open(fleet(csv(numbers(20))));
  service.proxy.use(({ method }) => (method === 'registerDeviceList' ? fault : undefined));
  expect(await workspace.apply()).toMatchObject({ succeeded: true });
  expect(await service.rows()).toEqual(rowsOf(numbers(20)));
  expect(service.proxy.counts()).toMatchObject({ registerDevice: 20 });
});

test.each([
  ['is not available', faults.unavailable],
  ['is not understood', faults.fault],
])('if a list of phones %s, they are checked one by one; if that fails too, it is an error', async (_, fault) => {
  const workspace = open(fleet(csv(numbers(30))));
  await workspace.apply();
  service.proxy.use(({ method }) => (method === 'listDevices' ? fault : undefined));
  expect(await workspace.plan()).toMatchObject(noChange);
  expect(service.proxy.counts()).toMatchObject({ checkDevice: 30 });
  service.proxy.use(() => fault);
  const planned = await workspace.plan();
  expect(planned).toMatchObject({ succeeded: false });
  expect(planned.output).toContain(
    'Error: The registrations of the fleet could not be read: the redirect server answered',
  );
  service.proxy.use(() => undefined);
  expect(await workspace.plan()).toMatchObject(noChange);
});
