import { oneEngine } from '../../support/engine.ts';
import { faults, refusal, type Fault, type PassingCall } from '../../support/faulty-proxy.ts';
import { macIdOf, macOf } from '../../support/phones.ts';
import type { Project } from '../../support/project.ts';
import { config, startFaultyService, words, type FaultyService } from './faults.ts';
import { csv, fleetOf, lastChange, numbers, rowsOf, URL } from './fleet-list.ts';
import type { Account } from './redirect-service.ts';

let service: FaultyService;
let stranger: Account;
beforeAll(async () => {
  service = await startFaultyService();
  stranger = await service.addAccount('stranger');
});
afterEach(() => service.clear());
afterAll(() => service.stop());

const NEW = 'http://new.example/%MACD.xml';
const main = (
  attributes: Parameters<typeof fleetOf>[0] = {},
  settings = 'max_retries = 1\n  batch_size = 100',
): string => config(fleetOf(attributes), settings);

/** The fleet in the state as `show` prints it; undefined if there is none. */
const inState = async (project: Project) => (await project.resources())[0]?.values;
const devicesIn = async (project: Project): Promise<number> =>
  String((await inState(project))?.['devices'])
    .trimEnd()
    .split('\n').length - 1;

/** Passes all calls up to the first of a method and refuses the rest, as if the account were locked. */
function lockedAfter(last: string): (call: PassingCall) => Fault | undefined {
  let locked = false;
  return ({ method }) => {
    if (locked) return faults.unauthorized;
    locked = method === last;
    return undefined;
  };
}

describe.each(oneEngine(import.meta.filename))('$name $version', (engine) => {
  test('a failed create is rolled back and leaves no state; the next apply converges', async () => {
    await stranger.register(macIdOf(255), URL, 'Stranger');
    const project = await service.project(engine, { 'main.tf': main(), 'devices.csv': csv(numbers(500)) });
    const applied = await project.apply();
    expect(applied).toMatchObject({ code: 1 });
    expect(words(applied)).toContain('Error: 1 phone could not be registered: nothing was changed');
    expect(words(applied)).toContain(`1 phone is registered by another account: ${macOf(255)}.`);
    expect(words(applied)).toContain('499 phones changed before the failure were rolled back');
    expect(words(applied)).toContain('with gigaset_device_list.berlin');
    expect(await service.rows()).toEqual([]);
    expect(await project.resources()).toEqual([]);

    const planned = await project.plan();
    expect(planned.output).toContain('gigaset_device_list.berlin will be created');
    expect(planned.output).not.toContain('tainted');
    await stranger.deregister(macOf(255));
    expect(await project.apply()).toMatchObject({ code: 0 });
    expect(await service.rows()).toEqual(rowsOf(numbers(500)));
    expect(await project.plan()).toMatchObject({ code: 0 });
  });

  test('with "continue", a create keeps what succeeded, lists the rest and retries it', async () => {
    const strange = numbers(50, 101);
    await stranger.call('registerDeviceList', strange.map(macIdOf), URL, 'Stranger');
    const project = await service.project(engine, {
      'main.tf': main({ on_failure: 'continue' }),
      'devices.csv': csv(numbers(200)),
    });
    const applied = await project.apply();
    expect(applied).toMatchObject({ code: 0 });
    expect(words(applied)).toContain('Warning: 50 phones could not be registered');
    expect(words(applied)).toContain(`${macOf(101)}, ${macOf(102)}`);
    expect(words(applied)).toContain('and 30 more');
    expect(words(applied)).toContain('What worked was kept (on_failure = "continue"): 150 phones.');
    const ours = numbers(200).filter((i) => !strange.includes(i));
    expect(await service.rows()).toEqual(rowsOf(ours));
    const failed = Object.fromEntries(strange.map((i) => [macOf(i), 'mac_already_in_use']));
    expect(await inState(project)).toMatchObject({ failed, failed_count: 50 });

    const planned = await project.plan();
    expect(lastChange(planned)).toMatch(/^registers 50: .*, and 30 more$/);
    await stranger.call('deregisterDeviceList', strange.map(macOf));
    const second = await project.apply();
    expect(second).toMatchObject({ code: 0 });
    expect(await service.rows()).toEqual(rowsOf(numbers(200)));
    expect(await inState(project)).toMatchObject({ failed: {}, failed_count: 0 });
    expect(await project.plan()).toMatchObject({ code: 0 });
  });

  test('phones with another registration cause an error that shows it, or are replaced', async () => {
    for (const i of [3, 4]) await service.register(macIdOf(i), NEW, 'By hand');
    const project = await service.project(engine, { 'main.tf': main(), 'devices.csv': csv(numbers(40)) });
    const planned = await project.plan();
    expect(words(planned)).toContain('Warning: 2 phones are registered already, with another URL or provider name');
    expect(words(planned)).toContain(`${macOf(3)} points to ${NEW} (provider name "By hand")`);
    expect(words(planned)).toContain('id = "*"');
    const applied = await project.apply();
    expect(words(applied)).toContain(
      '2 phones are registered in your account already, with another URL or provider name',
    );
    expect(await service.rows()).toEqual([3, 4].flatMap((i) => rowsOf([i], NEW, 'By hand')));

    project.write({ 'main.tf': main({ on_conflict: 'replace' }) });
    expect(await project.apply()).toMatchObject({ code: 0 });
    expect(await service.rows()).toEqual(rowsOf(numbers(40)));
    expect(await project.plan()).toMatchObject({ code: 0 });
  });

  test('a phone that "continue" could not register stays outside the fleet', async () => {
    await service.register(macIdOf(3), NEW, 'By hand');
    const attributes = { on_failure: 'continue' };
    const project = await service.project(engine, { 'main.tf': main(attributes), 'devices.csv': csv(numbers(40)) });
    expect(words(await project.apply())).toContain('Warning: 1 phone could not be registered');
    expect(lastChange(await project.plan())).toBe(`registers 1: ${macOf(3)}`);
    expect(await project.apply()).toMatchObject({ code: 0 });
    const mixed = [...rowsOf([1, 2]), ...rowsOf([3], NEW, 'By hand'), ...rowsOf(numbers(37, 4))];
    expect(await service.rows()).toEqual(mixed);
    expect(await project.destroy('-refresh=false')).toMatchObject({ code: 0 });
    expect(await service.rows()).toEqual(rowsOf([3], NEW, 'By hand'));
  });

  test('an incomplete destroy keeps the rest in the state, and the next one continues', async () => {
    const project = await service.project(engine, { 'main.tf': main(), 'devices.csv': csv(numbers(300)) });
    expect(await project.apply()).toMatchObject({ code: 0 });
    service.proxy.use(lockedAfter('deregisterDeviceList'));
    const broken = await project.destroy();
    expect(broken).toMatchObject({ code: 1 });
    const left = (await service.rows()).length;
    expect(left).toBeGreaterThan(0);
    expect(words(broken)).toContain(
      `Deregistered now: ${300 - left} phones. The state has the others, and the next destroy goes on with them.`,
    );
    expect(words(broken)).not.toContain('on_failure');
    expect(await devicesIn(project)).toBe(left);
    service.proxy.use(() => undefined);
    expect(await project.destroy()).toMatchObject({ code: 0 });
    expect(await service.rows()).toEqual([]);
  });

  test('phones that are already registered as planned count as created', async () => {
    await service.call('registerDeviceList', numbers(300).map(macIdOf), URL, 'Daryna');
    const project = await service.project(engine, { 'main.tf': main(), 'devices.csv': csv(numbers(500)) });
    const before = await service.rows();
    service.proxy.use(() => undefined);
    expect(await project.apply()).toMatchObject({ code: 0 });
    expect(service.proxy.counts()).toMatchObject({ registerDeviceList: 5 });
    expect(service.proxy.counts()['deregisterDeviceList']).toBeUndefined();
    expect((await service.rows()).slice(0, 300)).toEqual(before);
    expect(await service.rows()).toEqual(rowsOf(numbers(500)));
    expect(await project.plan()).toMatchObject({ code: 0 });
  });

  test('rolls back if the server accepts half of a batch, and never loses a phone', async () => {
    const project = await service.project(engine, { 'main.tf': main(), 'devices.csv': csv(numbers(20)) });
    await project.apply();
    // The first ten get a new URL, which the server refuses.
    const rest = (i: number): string => (i <= 10 ? `,${NEW}` : ',');
    project.write({ 'devices.csv': csv(numbers(30), rest, 'mac_id,url') });
    service.proxy.use(({ method, body }) =>
      method === 'registerDeviceList' && body.includes(NEW) ? refusal('url_invalid') : undefined,
    );
    const applied = await project.apply();
    expect(applied).toMatchObject({ code: 1 });
    expect(words(applied)).toContain('Error: 10 phones could not be changed: nothing was changed');
    expect(words(applied)).toContain('autoprov.registerDeviceList answered url_invalid');
    expect(words(applied)).toContain(
      '10 phones changed before the failure were rolled back. Nothing was changed in the end.',
    );
    expect(await service.rows()).toEqual(rowsOf(numbers(20)));
    expect(await devicesIn(project)).toBe(20);

    service.proxy.use(() => undefined);
    expect(await project.apply()).toMatchObject({ code: 0 });
    expect(await service.rows()).toEqual([...rowsOf(numbers(10), NEW), ...rowsOf(numbers(20, 11))]);
    expect(await project.plan()).toMatchObject({ code: 0 });
  });

  test('with "continue", a change keeps what succeeded and restores the other phones', async () => {
    const attributes = { on_failure: 'continue' };
    const project = await service.project(engine, { 'main.tf': main(attributes), 'devices.csv': csv(numbers(20)) });
    await project.apply();
    const rest = (i: number): string => (i <= 10 ? `,${NEW}` : ',');
    project.write({ 'devices.csv': csv(numbers(25, 1), rest, 'mac_id,url') });
    service.proxy.use(({ method, body }) =>
      method === 'registerDeviceList' && body.includes(NEW) ? refusal('url_invalid') : undefined,
    );
    const applied = await project.apply();
    expect(applied).toMatchObject({ code: 0 });
    expect(words(applied)).toContain('Warning: 10 phones could not be changed');
    expect(await service.rows()).toEqual(rowsOf(numbers(25)));
    expect(await inState(project)).toMatchObject({ failed_count: 10, failed: { [macOf(1)]: 'url_invalid' } });
    service.proxy.use(() => undefined);
    expect(lastChange(await project.plan())).toMatch(/^changes 10: /);
    expect(await project.apply()).toMatchObject({ code: 0 });
    expect(await project.plan()).toMatchObject({ code: 0 });
  });

  test('a failed rollback of a change is reported exactly, and the state matches', async () => {
    const project = await service.project(engine, {
      'main.tf': main({}, 'max_retries = 0\n  batch_size = 5\n  max_concurrent_requests = 1'),
      'devices.csv': csv(numbers(10)),
    });
    await project.apply();
    project.write({ 'devices.csv': csv(numbers(20)) });
    await project.plan('-out=plan.bin');
    // The first batch is accepted, then the account is locked.
    service.proxy.use(lockedAfter('registerDeviceList'));
    const applied = await project.run('apply', 'plan.bin');
    expect(applied).toMatchObject({ code: 1 });
    expect(words(applied)).toContain('Error: 5 phones could not be registered: the rollback failed');
    expect(words(applied)).toContain(`Registered now: ${numbers(5, 11).map(macOf).join(', ')}.`);
    expect(words(applied)).toContain('The state contains the current registrations');
    expect(await service.rows()).toEqual(rowsOf(numbers(15)));
    expect(await inState(project)).toMatchObject({ device_count: 15 });
    expect(await devicesIn(project)).toBe(15);

    service.proxy.use(() => undefined);
    const planned = await project.plan();
    expect(planned.output).toContain('will be updated in-place');
    expect(lastChange(planned)).toBe(`registers 5: ${numbers(5, 16).map(macOf).join(', ')}`);
    expect(await project.apply()).toMatchObject({ code: 0 });
    expect(await project.plan()).toMatchObject({ code: 0 });
  });

  test('a failed rollback of a create is reported, and the next apply takes over', async () => {
    const project = await service.project(engine, {
      'main.tf': main({}, 'max_retries = 0\n  batch_size = 5\n  max_concurrent_requests = 1'),
      'devices.csv': csv(numbers(20)),
    });
    await project.plan('-out=plan.bin');
    service.proxy.use(lockedAfter('registerDeviceList'));
    const applied = await project.run('apply', 'plan.bin');
    expect(applied).toMatchObject({ code: 1 });
    expect(words(applied)).toContain(`Registered now: ${numbers(5).map(macOf).join(', ')}.`);
    expect(words(applied)).toContain('The next apply recognises phones that are registered as planned');
    expect(await project.resources()).toEqual([]);
    service.proxy.use(() => undefined);
    expect(await project.apply()).toMatchObject({ code: 0 });
    expect(await service.rows()).toEqual(rowsOf(numbers(20)));
    expect(await project.plan()).toMatchObject({ code: 0 });
  });
});
