import { setImmediate } from 'node:timers/promises';
import { engines, oneEngine } from '../../support/engine.ts';
import { macIdOf, macOf } from '../../support/phones.ts';
import { csv, fleetOf, numbers, rowsOf, URL } from './fleet-list.ts';
import { device, hcl, useRedirectService, words } from './redirect-service.ts';

const service = useRedirectService();

const changes = (calls: readonly string[]): readonly string[] => calls.filter((method) => method.includes('register'));

/** Checks the phones repeatedly while `work` runs; returns how often one was not registered. */
async function watched(
  phones: readonly number[],
  work: () => Promise<unknown>,
): Promise<{ looks: number; gaps: number }> {
  let looks = 0;
  let gaps = 0;
  let over = false;
  const watch = async (): Promise<void> => {
    while (!over) {
      const there = new Set((await service.rows()).map(({ mac }) => mac));
      looks++;
      if (!phones.every((i) => there.has(macOf(i)))) gaps++;
      await setImmediate();
    }
  };
  const watching = watch();
  await work();
  over = true;
  await watching;
  return { looks, gaps };
}

const singles = (count: number): string => `resource "gigaset_device" "phone" {
  for_each      = { for row in csvdecode(file("devices.csv")) : split("-", row.mac_id)[0] => row.mac_id }
  mac_id        = each.value
  url           = ${JSON.stringify(URL)}
  provider_name = "Daryna"
}
# ${count} phones
`;

const removed = `removed {
  from = gigaset_device.phone
  lifecycle {
    destroy = false
  }
}
`;

describe.each(engines())('$name $version', (engine) => {
  test('100 single devices become a fleet and stay registered all the time', async () => {
    const project = await service.project(engine, { 'main.tf': singles(100), 'devices.csv': csv(numbers(100)) });
    expect(await project.apply()).toMatchObject({ code: 0 });
    const before = await service.call('listDevices');
    project.write({ 'main.tf': fleetOf() + removed });
    const { looks, gaps } = await watched(numbers(100), async () => {
      expect(await project.apply()).toMatchObject({ code: 0 });
    });
    expect(gaps).toBe(0);
    expect(looks).toBeGreaterThan(3);
    // The same registrations: their dates have not changed.
    expect(await service.call('listDevices')).toEqual(before);
    expect((await project.resources()).map(({ address }) => address)).toEqual(['gigaset_device_list.berlin']);
    expect(await project.plan()).toMatchObject({ code: 0 });
  });
});

describe.each(oneEngine(import.meta.filename))('the provider on $name $version', (engine) => {
  test('phones stay registered when they move to a fleet that the first depends on', async () => {
    const two = (berlin: Parameters<typeof fleetOf>[0], hamburg: Parameters<typeof fleetOf>[0]): string =>
      fleetOf({ devices: hcl('file("berlin.csv")'), ...berlin }) +
      fleetOf({ devices: hcl('file("hamburg.csv")'), ...hamburg }, 'hamburg');
    const project = await service.project(engine, {
      'main.tf': two({}, {}),
      'berlin.csv': csv(numbers(30)),
      'hamburg.csv': csv(numbers(30, 101)),
    });
    await project.apply();
    const before = await service.call('listDevices');
    // Ten phones move from Berlin to Hamburg.
    project.write({
      'main.tf': two({ depends_on: hcl('[gigaset_device_list.hamburg]') }, {}),
      'berlin.csv': csv(numbers(20)),
      'hamburg.csv': csv([...numbers(10, 21), ...numbers(30, 101)]),
    });
    const moving = numbers(10, 21);
    let output = '';
    const { gaps } = await watched(moving, async () => {
      const applied = await project.apply();
      expect(applied).toMatchObject({ code: 0 });
      output = words(applied.output);
    });
    expect(gaps).toBe(0);
    expect(output).toContain('Warning: 10 phones stay registered');
    expect(await service.call('listDevices')).toEqual(before);
    expect(await project.plan()).toMatchObject({ code: 0 });
    // They belong to Hamburg now: removed there, they are deregistered.
    project.write({ 'hamburg.csv': csv(numbers(30, 101)) });
    await project.apply();
    expect(await service.rows()).toEqual(rowsOf([...numbers(20), ...numbers(30, 101)]));
  });

  test('a phone moves from a fleet to a single resource and back', async () => {
    const single = (attributes: Parameters<typeof device>[0] = {}): string =>
      device({ mac_id: macIdOf(3), url: URL, keep_registration: hcl('true'), ...attributes });
    const project = await service.project(engine, { 'main.tf': fleetOf(), 'devices.csv': csv(numbers(20)) });
    await project.apply();
    const before = await service.call('listDevices');
    project.write({
      'main.tf': fleetOf({ depends_on: hcl('[gigaset_device.reception]') }) + single(),
      'devices.csv': csv(numbers(20).filter((i) => i !== 3)),
    });
    const out = await service.callsDuring(async () => expect(await project.apply()).toMatchObject({ code: 0 }));
    // The new resource tries to register the phone and finds it registered as planned.
    expect(changes(out)).toEqual(['registerDevice']);
    expect(await project.plan()).toMatchObject({ code: 0 });

    project.write({
      'main.tf': fleetOf() + removed.replace('gigaset_device.phone', 'gigaset_device.reception'),
      'devices.csv': csv(numbers(20)),
    });
    expect(await project.apply()).toMatchObject({ code: 0 });
    expect(await service.call('listDevices')).toEqual(before);
    expect(await project.plan()).toMatchObject({ code: 0 });
  });

  test('of two fleets with the same phone, the second does not take it over', async () => {
    const project = await service.project(engine, {
      'main.tf': fleetOf() + fleetOf({ depends_on: hcl('[gigaset_device_list.berlin]') }, 'hamburg'),
      'devices.csv': csv([1]),
    });
    expect(words((await project.plan()).output)).toContain('Warning: Two resources claim 1 phone');
    const applied = await project.apply();
    expect(applied).toMatchObject({ code: 1 });
    expect(words(applied.output)).toContain('Another resource has registered the phone during this apply.');
    expect(await service.rows()).toEqual(rowsOf([1]));
  });
});
