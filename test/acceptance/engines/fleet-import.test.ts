import { engines } from '../../support/engine.ts';
import { macIdOf, macOf } from '../../support/phones.ts';
import { csv, fleetOf, lastChange, numbers, rowsOf, URL } from './fleet-list.ts';
import { hcl, type RedirectService, resource, startRedirectService, words } from './redirect-service.ts';

let service: RedirectService;
beforeAll(async () => {
  service = await startRedirectService();
});
afterEach(() => service.clear());
afterAll(() => service.stop());

const address = 'gigaset_device_list.berlin';
const importBlock = (id: string): string => resource('import', { to: hcl(address), id });
const byHand = async (phones: readonly number[], name = 'Daryna'): Promise<void> => {
  const answer = await service.call('registerDeviceList', phones.map(macIdOf), URL, name);
  expect(answer).toMatchObject({ 0: true });
};

describe.each(engines())('$name $version', (engine) => {
  test('"*" imports all phones; the IDs come from the file without a request', async () => {
    await byHand(numbers(100));
    const project = await service.project(engine, {
      'main.tf': fleetOf() + importBlock('*'),
      'devices.csv': csv(numbers(100)),
    });
    const planned = await project.plan('-out=plan.bin');
    expect(planned.output).toContain('1 to import, 0 to add, 1 to change, 0 to destroy');
    expect(planned.output).toContain('"changes no phone; the IDs of 100 phones become known"');
    const before = await service.call('listDevices');
    const calls = await service.callsDuring(async () => {
      expect(await project.run('apply', 'plan.bin')).toMatchObject({ code: 0 });
    });
    expect(calls).toEqual([]);
    expect(await service.call('listDevices')).toEqual(before);
    expect(await project.plan()).toMatchObject({ code: 0 });
    // The known data is now sufficient to register a phone again.
    await service.deregister(macOf(1));
    await project.apply();
    expect(await service.rows()).toEqual(rowsOf(numbers(100)));
  });

  test('provider names import their phones', async () => {
    await byHand(numbers(5), 'Daryna');
    await byHand(numbers(5, 10), 'Legacy');
    await byHand(numbers(5, 20), 'Other');
    const rest = (i: number): string => (i < 10 ? ',Daryna' : ',Legacy');
    const devices = csv([...numbers(5), ...numbers(5, 10)], rest, 'mac_id,provider_name');
    const project = await service.project(engine, {
      'main.tf': fleetOf({ provider_name: undefined }),
      'devices.csv': devices,
    });
    expect(await project.run('import', address, 'Daryna, Legacy')).toMatchObject({ code: 0 });
    expect(lastChange(await project.plan())).toBe('changes no phone; the IDs of 10 phones become known');
    expect((await project.resources())[0]?.values).toMatchObject({ device_count: 10 });
  });

  test('imported phones that are not in the file are planned for deregistration', async () => {
    await byHand(numbers(4));
    const project = await service.project(engine, { 'main.tf': fleetOf(), 'devices.csv': csv(numbers(3)) });
    await project.run('import', address, '*');
    expect(lastChange(await project.plan())).toBe(`deregisters 1: ${macOf(4)}`);
  });

  test('a phone without an ID cannot be changed: the plan warns, the apply skips it', async () => {
    await byHand([1]);
    const project = await service.project(engine, {
      'main.tf': fleetOf({ provider_name: 'Legacy' }),
      'devices.csv': `mac_id\n${macOf(1)}\n`,
    });
    await project.run('import', address, '*');
    const planned = await project.plan();
    expect(words(planned.output)).toContain('Warning: 1 phone cannot be registered without its ID');
    const applied = await project.apply();
    expect(applied).toMatchObject({ code: 1 });
    expect(words(applied.output)).toContain(`Error: 1 phone could not be changed: nothing was changed`);
    expect(words(applied.output)).toContain(`without the ID from the label`);
    expect(await service.rows()).toEqual(rowsOf([1]));
  });

  test('an account without phones and an invalid import ID are reported', async () => {
    const project = await service.project(engine, { 'main.tf': fleetOf(), 'devices.csv': csv(numbers(1)) });
    expect(words((await project.run('import', address, '*')).output)).toContain('There are no phones to import');
    expect(words((await project.run('import', address, 'Daryna,')).output)).toContain('Invalid import ID');
    expect(words((await project.run('import', address, 'Daryna')).output)).toContain('none registered under "Daryna"');
  });
});
