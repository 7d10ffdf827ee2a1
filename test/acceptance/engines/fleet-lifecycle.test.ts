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

const MOVED = 'http://moved.example/%MACD.xml';

describe.each(engines())('$name $version', (engine) => {
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
    expect(lastChange(planned)).toBe(
      `registers 3: ${[20_001, 20_002, 20_003].map(macOf).join(', ')}; changes 10: ${movedMacs.join(', ')}; deregisters 2: ${macOf(9_999)}, ${macOf(10_000)}`,
    );
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
    expect(output).toContain(`+ last_change   = "registers 3: ${numbers(3).map(macOf).join(', ')}"`);
    expect(output).not.toContain('known after apply');
    for (const i of numbers(3)) expect(output).not.toContain(macIdOf(i));
    expect(changes(await service.callsDuring(() => project.apply()))).toEqual(['registerDeviceList']);
    const [resource] = await project.resources();
    expect(resource?.values).toMatchObject({ device_count: 3, failed: {}, failed_count: 0 });
  });

  test('a fleet may start and end without phones', async () => {
    const project = await service.project(engine, { 'main.tf': fleetOf(), 'devices.csv': 'mac_id\n' });
    expect(lastChange(await project.plan())).toBe('registers none');
    expect(await service.callsDuring(() => project.apply())).toEqual([]);
    expect(await project.plan()).toMatchObject({ code: 0 });
    project.write({ 'devices.csv': csv(numbers(2)) });
    await project.apply();
    expect(await service.rows()).toEqual(rowsOf(numbers(2)));
    project.write({ 'devices.csv': '# nobody left\nmac_id\n' });
    await project.apply();
    expect(await service.rows()).toEqual([]);
    expect(await project.plan()).toMatchObject({ code: 0 });
  });
});

describe.each(oneEngine(import.meta.filename))('the provider on $name $version', (engine) => {
  test.each([
    ['another order', (text: string) => [header(text), ...body(text).toReversed()].join('\n')],
    ['comments and blank lines', (text: string) => `# fleet\n\n${text.replaceAll('\n', '\n# a phone\n\n')}`],
    ['line ends of Windows and a byte order mark', (text: string) => `\uFEFF${text.replaceAll('\n', '\r\n')}`],
    ['quotes', (text: string) => text.replaceAll(/[^,\n]+/g, '"$&"')],
    ['small letters and colons', (text: string) => [header(text), ...body(text).map(spelledOut)].join('\n')],
    ['columns in another order', (text: string) => text.replaceAll(/^([^,\n]*),([^,\n]*)$/gm, '$2,$1')],
  ])('a file in %s is no change', async (_, rewrite) => {
    const text = csv(numbers(5), (i) => (i === 3 ? `,${MOVED}` : ','), 'mac_id,url');
    const project = await service.project(engine, { 'main.tf': fleetOf(), 'devices.csv': text });
    await project.apply();
    project.write({ 'devices.csv': rewrite(text) });
    expect(await project.plan()).toMatchObject({ code: 0 });
  });

  test('another order of the file is no change beside another change either', async () => {
    const text = csv(numbers(5));
    const project = await service.project(engine, { 'main.tf': fleetOf(), 'devices.csv': text });
    await project.apply();
    project.write({ 'devices.csv': [header(text), ...body(text).toReversed()].join('\n') });
    project.write({ 'main.tf': fleetOf({ on_failure: 'continue' }) });
    expect(lastChange(await project.plan())).toBe('changes no phone');
    expect(new Set(await service.callsDuring(() => project.apply()))).toEqual(new Set(['checkDevice']));
    expect(await project.plan()).toMatchObject({ code: 0 });
  });

  test('a new provider name changes all phones without losing one', async () => {
    const project = await service.project(engine, { 'main.tf': fleetOf(), 'devices.csv': csv(numbers(30)) });
    await project.apply();
    project.write({ 'main.tf': fleetOf({ provider_name: 'Legacy' }) });
    expect(lastChange(await project.plan())).toMatch(/^changes 30: .*, and 10 more$/);
    const calls = await service.callsDuring(() => project.apply());
    expect(changes(calls)).toEqual(['deregisterDeviceList', 'registerDeviceList']);
    expect(await service.rows()).toEqual(rowsOf(numbers(30), URL, 'Legacy'));
    expect(await project.plan()).toMatchObject({ code: 0 });
  });

  test('moving URL and name between rows and defaults sends no request', async () => {
    const text = csv(numbers(4), () => `,${URL},Daryna`, 'mac_id,url,provider_name');
    const main = fleetOf({ url: undefined, provider_name: undefined });
    const project = await service.project(engine, { 'main.tf': main, 'devices.csv': text });
    await project.apply();
    const before = await service.call('listDevices');
    project.write({ 'main.tf': fleetOf(), 'devices.csv': csv(numbers(4)) });
    expect(lastChange(await project.plan())).toBe('changes no phone');
    const calls = await service.callsDuring(() => project.apply());
    expect(new Set(calls)).toEqual(new Set(['checkDevice']));
    expect(await service.call('listDevices')).toEqual(before);
    expect(await project.plan()).toMatchObject({ code: 0 });
  });

  test('phones with different URLs and names go in separate batches of the configured size', async () => {
    const provider = 'provider "gigaset" {\n  batch_size = 4\n}\n';
    const rest = (i: number): string => (i % 2 === 0 ? `,${MOVED},Even` : ',,');
    const text = csv(numbers(20), rest, 'mac_id,url,provider_name');
    const project = await service.project(engine, { 'main.tf': provider + fleetOf(), 'devices.csv': text });
    const calls = await service.callsDuring(() => project.apply());
    expect(changes(calls)).toHaveLength(6);
    expect(await service.rows()).toEqual(
      numbers(20).flatMap((i) => (i % 2 === 0 ? rowsOf([i], MOVED, 'Even') : rowsOf([i]))),
    );
    expect(await project.plan()).toMatchObject({ code: 0 });
  });
});

const header = (text: string): string => text.slice(0, text.indexOf('\n'));
const body = (text: string): readonly string[] => text.trimEnd().split('\n').slice(1);
const spelledOut = (row: string): string => {
  const [macId = '', ...rest] = row.split(',');
  return [macId.toLowerCase().replace(/^(..)(..)(..)(..)(..)(..)/, '$1:$2:$3:$4:$5:$6'), ...rest].join();
};

/** The calls that change phones; a plan may check registrations. */
const changes = (calls: readonly string[]): readonly string[] => calls.filter((method) => method.includes('register'));
