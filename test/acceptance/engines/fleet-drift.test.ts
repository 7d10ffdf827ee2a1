import { engines, oneEngine } from '../../support/engine.ts';
import { macIdOf, macOf } from '../../support/phones.ts';
import { csv, fleetOf, lastChange, numbers, rowsOf, URL } from './fleet-list.ts';
import { type RedirectService, startRedirectService } from './redirect-service.ts';

let service: RedirectService;
beforeAll(async () => {
  service = await startRedirectService();
});
afterEach(() => service.clear());
afterAll(() => service.stop());

const STRANGE = 'http://stranger.example/%MACD.xml';

/** The calls of an engine's command that change phones, and those that read. */
const changes = (calls: readonly string[]): readonly string[] => calls.filter((method) => method.includes('register'));
const questions = (calls: readonly string[]): readonly string[] =>
  calls.filter((method) => !method.includes('register'));

describe.each(engines())('$name $version', (engine) => {
  test('one of 10,000 phones is missing: the plan names it, the apply sends one call', async () => {
    const all = numbers(10_000);
    const project = await service.project(engine, { 'main.tf': fleetOf(), 'devices.csv': csv(all) });
    await project.apply();
    await service.deregister(macOf(7_777));
    const calls = await service.callsDuring(async () => {
      const planned = await project.plan('-out=plan.bin');
      expect(lastChange(planned)).toBe(`registers 1: ${macOf(7_777)}`);
      expect(planned.output).toContain('device_count  = 9999 -> 10000');
    });
    // The listing, a check that the phone is missing, and a check of its current registration.
    expect(questions(calls).toSorted()).toEqual(['checkDevice', 'checkDevice', 'listDevices']);
    const repair = await service.callsDuring(() => project.run('apply', 'plan.bin'));
    // The apply does not repeat the questions of the plan.
    expect(repair).toEqual(['registerDevice']);
    expect(await service.rows()).toEqual(rowsOf(all));
    expect(await project.plan()).toMatchObject({ code: 0 });
  });

  test.each([
    ['another URL', STRANGE, 'Daryna'],
    ['another name', URL, 'Stranger'],
  ])('a phone that was given %s is changed back, alone', async (_, url, name) => {
    const project = await service.project(engine, { 'main.tf': fleetOf(), 'devices.csv': csv(numbers(100)) });
    await project.apply();
    await service.deregister(macOf(50));
    await service.register(macIdOf(50), url, name);
    const planned = await project.plan('-out=plan.bin');
    expect(lastChange(planned)).toBe(`changes 1: ${macOf(50)}`);
    const repair = await service.callsDuring(() => project.run('apply', 'plan.bin'));
    expect(changes(repair)).toEqual(['deregisterDevice', 'registerDevice']);
    expect(await service.rows()).toEqual(rowsOf(numbers(100)));
    expect(await project.plan()).toMatchObject({ code: 0 });
  });
});

describe.each(oneEngine(import.meta.filename))('the provider on $name $version', (engine) => {
  test('a fleet that is missing completely is planned again with few calls', async () => {
    const project = await service.project(engine, { 'main.tf': fleetOf(), 'devices.csv': csv(numbers(1000)) });
    await project.apply();
    await service.call('deregisterDeviceList', numbers(1000).map(macOf));
    const calls = await service.callsDuring(async () => {
      expect(lastChange(await project.plan())).toBe('registers 1000 (again)');
    });
    expect(calls.length).toBeLessThan(40);
    await project.apply();
    expect(await service.rows()).toEqual(rowsOf(numbers(1000)));
  });

  test('ten phones are checked one by one without a listing', async () => {
    const project = await service.project(engine, { 'main.tf': fleetOf(), 'devices.csv': csv(numbers(10)) });
    await project.apply();
    const calls = await service.callsDuring(() => project.plan());
    expect(calls).toEqual(Array.from({ length: 10 }, () => 'checkDevice'));
  });

  test('phones outside the fleet are ignored, with the same provider name or another', async () => {
    const project = await service.project(engine, { 'main.tf': fleetOf(), 'devices.csv': csv(numbers(50)) });
    await project.apply();
    for (const i of numbers(30, 500)) await service.register(macIdOf(i), URL, i % 2 === 0 ? 'Daryna' : 'Other');
    expect(await project.plan()).toMatchObject({ code: 0 });
    await project.destroy();
    expect(await service.rows()).toHaveLength(30);
  });

  test('destroying a fleet ignores a phone that is already missing', async () => {
    const project = await service.project(engine, { 'main.tf': fleetOf(), 'devices.csv': csv(numbers(20)) });
    await project.apply();
    await service.deregister(macOf(5));
    expect(await project.destroy('-refresh=false')).toMatchObject({ code: 0 });
    expect(await service.rows()).toEqual([]);
  });
});
