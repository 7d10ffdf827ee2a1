import { faults, refusal, type Fault, type PassingCall } from '../../../../support/faulty-proxy.ts';
import { useFaultyService } from '../../../../support/faulty-service.ts';
import { csv, numbers, rowsOf, URL } from '../../../../support/fleets.ts';
import { macIdOf, macOf } from '../../../../support/phones.ts';
import type { Account } from '../../../../support/redirect-service.ts';
import type { Resources, Workspace } from '../../../../support/workspace/index.ts';
import { noChange, open as openFor } from '../workspaces.ts';
import { fleet, fleetIn, lastChange } from './fleets.ts';
import type { Values } from '#framework';

const service = useFaultyService();
let stranger: Account;
beforeAll(async () => {
  stranger = await service.addAccount('stranger');
});

const NEW = 'http://new.example/%MACD.xml';

const open = (resources: Resources, settings: Values = { batch_size: 100 }): Workspace =>
  openFor(service, resources, settings);

/** The number of phones in the state. */
function devicesIn(workspace: Workspace): number {
  const list = fleetIn(workspace)?.['devices'];
  return typeof list === 'string' ? list.trimEnd().split('\n').length - 1 : 0;
}

/** Passes all calls up to the first of a method and refuses the rest, as if the account were locked. */
function lockedAfter(last: string): (call: PassingCall) => Fault | undefined {
  let locked = false;
  return ({ method }) => {
    if (locked) return faults.unauthorized;
    locked = method === last;
    return undefined;
  };
}

test('a failed create is rolled back and leaves no state; the next apply converges', async () => {
  await stranger.register(macIdOf(255), URL, 'Stranger');
  const workspace = open(fleet(csv(numbers(500))));
  const applied = await workspace.apply();
  expect(applied).toMatchObject({ succeeded: false });
  expect(applied.output).toContain('Error: 1 phone could not be registered: nothing was changed');
  expect(applied.output).toContain(`1 phone could not be registered: ${macOf(255)}.`);
  expect(applied.output).toContain('Rolled back 499 phones (on_failure = "rollback"). Nothing was changed.');
  expect(applied.output).toContain('with gigaset_device_list.berlin');
  expect(await service.rows()).toEqual([]);
  expect(fleetIn(workspace)).toBeUndefined();

  const planned = await workspace.plan();
  expect(planned.changes).toMatchObject([{ address: 'gigaset_device_list.berlin', action: 'create' }]);
  await stranger.deregister(macOf(255));
  expect(await workspace.apply()).toMatchObject({ succeeded: true });
  expect(await service.rows()).toEqual(rowsOf(numbers(500)));
  expect(await workspace.plan()).toMatchObject(noChange);
});

test('with "continue", a create keeps what succeeded, lists the rest and retries it', async () => {
  const strange = numbers(50, 101);
  await stranger.call('registerDeviceList', strange.map(macIdOf), URL, 'Stranger');
  const workspace = open(fleet(csv(numbers(200)), { on_failure: 'continue' }));
  const applied = await workspace.apply();
  expect(applied).toMatchObject({ succeeded: true });
  expect(applied.output).toContain('Warning: 50 phones could not be registered');
  expect(applied.output).toContain(`${macOf(101)}, ${macOf(102)}`);
  expect(applied.output).toContain('and 30 more');
  expect(applied.output).toContain('Changes of 150 phones were kept (on_failure = "continue").');
  const ours = numbers(200).filter((i) => !strange.includes(i));
  expect(await service.rows()).toEqual(rowsOf(ours));
  const failed = Object.fromEntries(strange.map((i) => [macOf(i), 'mac_already_in_use']));
  expect(fleetIn(workspace)).toMatchObject({ failed, failed_count: 50 });

  const planned = await workspace.plan();
  expect(lastChange(planned)).toMatch(/: registered 50 phones .*, and 30 more$/);
  await stranger.call('deregisterDeviceList', strange.map(macOf));
  const second = await workspace.apply();
  expect(second).toMatchObject({ succeeded: true });
  expect(await service.rows()).toEqual(rowsOf(numbers(200)));
  expect(fleetIn(workspace)).toMatchObject({ failed: {}, failed_count: 0 });
  expect(await workspace.plan()).toMatchObject(noChange);
});

test('phones with another registration cause an error that shows it, or are replaced', async () => {
  for (const i of [3, 4]) await service.register(macIdOf(i), NEW, 'By hand');
  const workspace = open(fleet(csv(numbers(40))));
  const planned = await workspace.plan();
  expect(planned.output).toContain('Warning: 2 phones are already registered with another URL or provider name');
  expect(planned.output).toContain(`${macOf(3)} points to ${NEW} (provider name "By hand")`);
  expect(planned.output).toContain('id = "*"');
  const applied = await workspace.apply();
  expect(applied.output).toContain('In your account the first of these phones points to');
  expect(await service.rows()).toEqual([3, 4].flatMap((i) => rowsOf([i], NEW, 'By hand')));

  workspace.declare(fleet(csv(numbers(40)), { on_conflict: 'replace' }));
  expect(await workspace.apply()).toMatchObject({ succeeded: true });
  expect(await service.rows()).toEqual(rowsOf(numbers(40)));
  expect(await workspace.plan()).toMatchObject(noChange);
});

test('a phone that "continue" could not register stays outside the fleet', async () => {
  await service.register(macIdOf(3), NEW, 'By hand');
  const attributes = { on_failure: 'continue' };
  const workspace = open(fleet(csv(numbers(40)), attributes));
  expect((await workspace.apply()).output).toContain('Warning: 1 phone could not be registered');
  expect(lastChange(await workspace.plan())).toMatch(new RegExp(`: registered 1 phone .*: ${macOf(3)}$`));
  expect(await workspace.apply()).toMatchObject({ succeeded: true });
  const mixed = [...rowsOf([1, 2]), ...rowsOf([3], NEW, 'By hand'), ...rowsOf(numbers(37, 4))];
  expect(await service.rows()).toEqual(mixed);
  expect(await workspace.destroy({ refresh: false })).toMatchObject({ succeeded: true });
  expect(await service.rows()).toEqual(rowsOf([3], NEW, 'By hand'));
});

test('an incomplete destroy keeps the rest in the state, and the next one continues', async () => {
  const workspace = open(fleet(csv(numbers(300))));
  expect(await workspace.apply()).toMatchObject({ succeeded: true });
  service.proxy.use(lockedAfter('deregisterDeviceList'));
  const broken = await workspace.destroy();
  expect(broken).toMatchObject({ succeeded: false });
  const left = (await service.rows()).length;
  expect(left).toBeGreaterThan(0);
  expect(broken.output).toContain(
    `Deregistered ${300 - left} phones. The others stay in the state. Destroy again to continue.`,
  );
  expect(broken.output).not.toContain('on_failure');
  expect(devicesIn(workspace)).toBe(left);
  service.proxy.use(() => undefined);
  expect(await workspace.destroy()).toMatchObject({ succeeded: true });
  expect(await service.rows()).toEqual([]);
});

test('phones that are already registered as planned count as created', async () => {
  await service.call('registerDeviceList', numbers(300).map(macIdOf), URL, 'Daryna');
  const workspace = open(fleet(csv(numbers(500))));
  const before = await service.rows();
  service.proxy.use(() => undefined);
  expect(await workspace.apply()).toMatchObject({ succeeded: true });
  expect(service.proxy.counts()).toMatchObject({ registerDeviceList: 5 });
  expect(service.proxy.counts()['deregisterDeviceList']).toBeUndefined();
  expect((await service.rows()).slice(0, 300)).toEqual(before);
  expect(await service.rows()).toEqual(rowsOf(numbers(500)));
  expect(await workspace.plan()).toMatchObject(noChange);
});

test('rolls back if the server accepts half of a batch, and never loses a phone', async () => {
  const workspace = open(fleet(csv(numbers(20))));
  await workspace.apply();
  // The first ten get a new URL, which the server refuses.
  const rest = (i: number): string => (i <= 10 ? `,${NEW}` : ',');
  workspace.declare(fleet(csv(numbers(30), rest, 'mac_id,url')));
  service.proxy.use(({ method, body }) =>
    method === 'registerDeviceList' && body.includes(NEW) ? refusal('url_invalid') : undefined,
  );
  const applied = await workspace.apply();
  expect(applied).toMatchObject({ succeeded: false });
  expect(applied.output).toContain('Error: 10 phones could not be changed: nothing was changed');
  expect(applied.output).toContain('autoprov.registerDeviceList answered url_invalid');
  expect(applied.output).toContain('Rolled back 10 phones (on_failure = "rollback"). Nothing was changed.');
  expect(await service.rows()).toEqual(rowsOf(numbers(20)));
  expect(devicesIn(workspace)).toBe(20);

  service.proxy.use(() => undefined);
  expect(await workspace.apply()).toMatchObject({ succeeded: true });
  expect(await service.rows()).toEqual([...rowsOf(numbers(10), NEW), ...rowsOf(numbers(20, 11))]);
  expect(await workspace.plan()).toMatchObject(noChange);
});

test('with "continue", a change keeps what succeeded and restores the other phones', async () => {
  const attributes = { on_failure: 'continue' };
  const workspace = open(fleet(csv(numbers(20)), attributes));
  await workspace.apply();
  const rest = (i: number): string => (i <= 10 ? `,${NEW}` : ',');
  workspace.declare(fleet(csv(numbers(25, 1), rest, 'mac_id,url'), attributes));
  service.proxy.use(({ method, body }) =>
    method === 'registerDeviceList' && body.includes(NEW) ? refusal('url_invalid') : undefined,
  );
  const applied = await workspace.apply();
  expect(applied).toMatchObject({ succeeded: true });
  expect(applied.output).toContain('Warning: 10 phones could not be changed');
  expect(await service.rows()).toEqual(rowsOf(numbers(25)));
  expect(fleetIn(workspace)).toMatchObject({ failed_count: 10, failed: { [macOf(1)]: 'url_invalid' } });
  service.proxy.use(() => undefined);
  expect(lastChange(await workspace.plan())).toMatch(/: re-pointed 10 phones /);
  expect(await workspace.apply()).toMatchObject({ succeeded: true });
  expect(await workspace.plan()).toMatchObject(noChange);
});

test('a failed rollback of a change is reported exactly, and the state matches', async () => {
  const workspace = open(fleet(csv(numbers(10))), { max_retries: 0, batch_size: 5, max_concurrent_requests: 1 });
  await workspace.apply();
  workspace.declare(fleet(csv(numbers(20))));
  const plan = await workspace.plan();
  // The first batch is accepted, then the account is locked.
  service.proxy.use(lockedAfter('registerDeviceList'));
  const applied = await workspace.apply({ plan });
  expect(applied).toMatchObject({ succeeded: false });
  expect(applied.output).toContain('Error: 5 phones could not be registered: the rollback failed');
  expect(applied.output).toContain(`Registered now: ${numbers(5, 11).map(macOf).join(', ')}.`);
  expect(applied.output).toContain('The state contains the current registrations');
  expect(await service.rows()).toEqual(rowsOf(numbers(15)));
  expect(fleetIn(workspace)).toMatchObject({ device_count: 15 });
  expect(devicesIn(workspace)).toBe(15);

  service.proxy.use(() => undefined);
  const planned = await workspace.plan();
  expect(planned.changes).toMatchObject([{ action: 'update' }]);
  expect(lastChange(planned)).toMatch(new RegExp(`: registered 5 phones .*: ${numbers(5, 16).map(macOf).join(', ')}$`));
  expect(await workspace.apply()).toMatchObject({ succeeded: true });
  expect(await workspace.plan()).toMatchObject(noChange);
});

test('a failed rollback leaves a write-only password out of the state', async () => {
  const declared = (size: number): Resources =>
    fleet(csv(numbers(size)), {
      url_credentials: { username: 'user', password_wo: 's3cret', password_wo_version: 1 },
    });
  const workspace = open(declared(2), { max_retries: 0, batch_size: 2, max_concurrent_requests: 1 });
  await workspace.apply();
  workspace.declare(declared(6));
  const plan = await workspace.plan();
  service.proxy.use(lockedAfter('registerDeviceList'));
  expect(await workspace.apply({ plan })).toMatchObject({ succeeded: false });
  expect(devicesIn(workspace)).toBe(4);
  expect(JSON.stringify(fleetIn(workspace))).not.toContain('s3cret');

  service.proxy.use(() => undefined);
  const { changes } = await workspace.plan();
  expect(changes).toMatchObject([{ action: 'update' }]);
  expect(await workspace.apply()).toMatchObject({ succeeded: true });
  expect(await service.rows()).toEqual(rowsOf(numbers(6), URL.replace('//', '//user:s3cret@')));
  expect(await workspace.plan()).toMatchObject(noChange);
});

test('a failed rollback of a create is reported, and the next apply takes over', async () => {
  const workspace = open(fleet(csv(numbers(20))), { max_retries: 0, batch_size: 5, max_concurrent_requests: 1 });
  const plan = await workspace.plan();
  service.proxy.use(lockedAfter('registerDeviceList'));
  const applied = await workspace.apply({ plan });
  expect(applied).toMatchObject({ succeeded: false });
  expect(applied.output).toContain(`Registered now: ${numbers(5).map(macOf).join(', ')}.`);
  expect(applied.output).toContain('The next apply recognises phones that are registered as planned');
  expect(fleetIn(workspace)).toBeUndefined();
  service.proxy.use(() => undefined);
  expect(await workspace.apply()).toMatchObject({ succeeded: true });
  expect(await service.rows()).toEqual(rowsOf(numbers(20)));
  expect(await workspace.plan()).toMatchObject(noChange);
});
