import { oneEngine } from '../../support/engine.ts';
import { macIdOf, macOf } from '../../support/phones.ts';
import { csv, fleetOf, lastChange, numbers, rowsOf, URL } from './fleet-list.ts';
import { useRedirectService } from './redirect-service.ts';

const service = useRedirectService();

const MOVED = 'http://moved.example/%MACD.xml';

describe.each(oneEngine(import.meta.filename))('$name $version', (engine) => {
  test('10,000 phones are registered, changed, added, removed and deregistered in batches', async () => {
    const all = numbers(10_000);
    const project = await service.project(engine, { 'main.tf': fleetOf(), 'devices.csv': csv(all) });
    const create = await service.callsDuring(() => project.apply());
    expect(changes(create)).toEqual(Array.from({ length: 20 }, () => 'registerDeviceList'));
    expect(await service.rows()).toEqual(rowsOf(all));
    const unchanged = await service.callsDuring(async () => expect(await project.plan()).toMatchObject({ code: 0 }));
    expect(unchanged).toEqual(['listDevices']);

    // Ten get another URL, two are removed, three are added.
    const next = [...all.slice(0, 9_998), 20_001, 20_002, 20_003];
    const moved = (i: number): string => (i % 1000 === 7 ? `,${MOVED}` : ',');
    project.write({ 'devices.csv': csv(next, moved, 'mac_id,url') });
    const planned = await project.plan();
    const movedMacs = numbers(10, 0).map((i) => macOf(i * 1000 + 7));
    expect(lastChange(planned)?.split('; ')).toEqual([
      `change 2: registered 3 phones with ${URL}: ${[20_001, 20_002, 20_003].map(macOf).join(', ')}`,
      `re-pointed 10 phones from ${URL} to ${MOVED}: ${movedMacs.join(', ')}`,
      `deregistered 2 phones from ${URL}: ${macOf(9_999)}, ${macOf(10_000)}`,
    ]);
    expect(planned.output).toContain('Warning: This apply re-points 10 phones');
    expect(planned.output).toContain('device_count  = 10000 -> 10001');
    const change = await service.callsDuring(() => project.apply());
    expect(changes(change).toSorted()).toEqual([
      // One call for the ten and one for the two.
      'deregisterDeviceList',
      'deregisterDeviceList',
      'registerDeviceList',
      'registerDeviceList',
    ]);
    const rows = await service.rows();
    expect(rows.filter(({ url }) => url === MOVED).map(({ mac }) => mac)).toEqual(movedMacs);
    expect(rows.map(({ mac }) => mac)).toEqual(next.map(macOf));
    expect(await project.plan()).toMatchObject({ code: 0 });

    const destroy = await service.callsDuring(() => project.destroy());
    expect(changes(destroy)).toHaveLength(21);
    expect(await service.rows()).toEqual([]);
  });

  test('a plan describes the changes and hides the phones', async () => {
    const project = await service.project(engine, { 'main.tf': fleetOf(), 'devices.csv': csv(numbers(3)) });
    const { output } = await project.plan();
    expect(output).toContain('+ device_count  = 3');
    expect(output).toContain('+ devices       = (sensitive value)');
    expect(output).toMatch(/\+ digest +\= "sha256:[0-9a-f]{32}"/);
    expect(output).toContain(
      `+ last_change   = "change 1: registered 3 phones with ${URL}: ${numbers(3).map(macOf).join(', ')}"`,
    );
    expect(output).not.toContain('known after apply');
    for (const i of numbers(3)) expect(output).not.toContain(macIdOf(i));
    expect(changes(await service.callsDuring(() => project.apply()))).toEqual(['registerDeviceList']);
    const [resource] = await project.resources();
    expect(resource?.values).toMatchObject({ device_count: 3, failed: {}, failed_count: 0 });
  });
});
/** The calls that change phones; a plan may check registrations. */
const changes = (calls: readonly string[]): readonly string[] => calls.filter((method) => method.includes('register'));
