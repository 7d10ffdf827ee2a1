import { engines } from '../../support/engine.ts';
import { macIdOf, macOf } from '../../support/phones.ts';
import { csv, fleetOf, numbers, rowsOf, URL } from './fleet-list.ts';
import { hcl, resource, useRedirectService } from './redirect-service.ts';

const service = useRedirectService();

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
    expect(planned.output).toContain('"change 1: no phone changed; the IDs of 100 phones became known"');
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
});
