import { faults, refusal } from '../../../../support/faulty-proxy.ts';
import { useFaultyService } from '../../../../support/faulty-service.ts';
import { csv, numbers, rowsOf, URL } from '../../../../support/fleets.ts';
import { idOf, macIdOf, macOf } from '../../../../support/phones.ts';
import type { Resources } from '../../../../support/workspace/index.ts';
import { noChange, open } from '../workspaces.ts';
import { fleet, fleetIn, lastChange } from './fleets.ts';

const service = useFaultyService();

const macs = (phones: readonly number[]): string => ['mac_id', ...phones.map(macOf), ''].join('\n');
const ids = (phones: readonly number[]): string => phones.map((i) => `${macIdOf(i)}\n`).join('');
const apart = (phones: readonly number[], withIds = phones): Resources => fleet(macs(phones), { ids: ids(withIds) });
const writeOnly = (phones: readonly number[], withIds = phones): Resources =>
  fleet(macs(phones), { ids_wo: ids(withIds) });

describe.each([
  ['ids', apart],
  ['ids_wo', writeOnly],
])('%s', (attribute, declare) => {
  test('phones are registered with the IDs, changed and deregistered', async () => {
    const workspace = open(service, declare(numbers(3)));
    const planned = await workspace.plan();
    expect(planned.output).not.toMatch(/cannot be registered|contains phones/);
    expect(lastChange(planned)).toContain(macOf(2));
    expect(await workspace.apply()).toMatchObject({ succeeded: true });
    expect(await service.rows()).toEqual(rowsOf(numbers(3)));
    expect(await workspace.plan()).toMatchObject(noChange);
    expect(fleetIn(workspace)).toMatchObject({
      devices: macs(numbers(3)),
      ids: attribute === 'ids' ? ids(numbers(3)) : null,
      ids_wo: null,
    });

    workspace.declare(declare([2, 3, 4]));
    expect(await workspace.apply()).toMatchObject({ succeeded: true });
    expect(await service.rows()).toEqual(rowsOf([2, 3, 4]));
    expect(await workspace.destroy()).toMatchObject({ succeeded: true });
    expect(await service.rows()).toEqual([]);
  });

  test('drift is repaired, and the state gets no IDs into devices', async () => {
    const workspace = open(service, declare(numbers(3)));
    await workspace.apply();
    await service.deregister(macOf(2));
    expect(await workspace.plan()).toMatchObject({ changes: [{ action: 'update' }] });
    expect(await workspace.apply()).toMatchObject({ succeeded: true });
    expect(await service.rows()).toEqual(rowsOf(numbers(3)));
    expect(fleetIn(workspace)?.['devices']).not.toContain(idOf(2));
    expect(await workspace.plan()).toMatchObject(noChange);
  });

  test('a removed phone is registered again if the change is rolled back', async () => {
    const workspace = open(service, declare(numbers(3)), { batch_size: 1 });
    await workspace.apply();
    let passed = 1;
    service.proxy.use(({ method }) =>
      method === 'deregisterDevice' && passed-- <= 0 ? refusal(`mac_invalid:${macOf(1)}`) : undefined,
    );
    workspace.declare(declare([3, 4], numbers(5)));
    const failed = await workspace.apply();
    expect(failed).toMatchObject({ succeeded: false });
    expect(failed.output).not.toMatch(new RegExp(idOf(1)));
    const registered = (await service.rows()).map(({ mac }) => mac);
    expect(registered).toEqual(expect.arrayContaining([macOf(1), macOf(2), macOf(3)]));
    expect(fleetIn(workspace)?.['devices']).not.toMatch(/-/);

    service.proxy.use(() => undefined);
    expect(await workspace.apply()).toMatchObject({ succeeded: true });
    expect(await service.rows()).toEqual(rowsOf([3, 4]));
    expect(await workspace.plan()).toMatchObject(noChange);
  });

  test('a change that stops half-way leaves no ID in devices, and the next apply continues it', async () => {
    const workspace = open(service, declare(numbers(3)), { batch_size: 1 });
    await workspace.apply();
    // As if the account were locked after the first registration.
    let isLocked = false;
    service.proxy.use(({ method }) => {
      if (isLocked) return faults.unauthorized;
      isLocked = method === 'registerDevice';
      return undefined;
    });
    workspace.declare(declare([2, 3, 4, 5]));
    expect(await workspace.apply()).toMatchObject({ succeeded: false });
    expect(fleetIn(workspace)?.['devices']).not.toMatch(/-/);

    service.proxy.use(() => undefined);
    expect(await workspace.apply()).toMatchObject({ succeeded: true });
    expect(await service.rows()).toEqual(rowsOf([2, 3, 4, 5]));
    expect(await workspace.plan()).toMatchObject(noChange);
  });

  test('a row without an ID and an ID without a row cause warnings that name the lines', async () => {
    const workspace = open(service, declare([1, 2, 3], [1, 3, 4]));
    const { output, succeeded } = await workspace.plan();
    expect(succeeded).toBe(true);
    expect(output).toContain('Warning: 1 phone cannot be registered without its ID');
    expect(output).toContain(
      `devices contains only the MAC of ${macOf(2)} (line 3), and ${attribute} has no ID for it.`,
    );
    expect(output).toContain(`Warning: ${attribute} contains phones that devices does not`);
    expect(output).toContain(`There is no row for ${macOf(4)} (line 3).`);
  });

  test('invalid IDs, two IDs for a phone, and an empty text are errors that show no ID', async () => {
    const declared = (text: string, devices = macs(numbers(2))): Resources => fleet(devices, { [attribute]: text });
    const workspace = open(service, declared(`${ids([1])}${macOf(1)}-BEEF\n`));
    const texts: string[] = [(await workspace.plan()).output];
    expect(texts[0]).toContain(`Error: ${attribute}, line 2: phone ${macOf(1)} has another ID on line 1`);
    workspace.declare(declared(`${ids([1])}${macOf(2)}-BEEG\n`));
    texts.push((await workspace.plan()).output);
    expect(texts[1]).toContain(`Error: ${attribute}, line 2: "${macOf(2)}-****" is not a MAC-ID`);
    workspace.declare(declared(''));
    texts.push((await workspace.plan()).output);
    expect(texts[2]).toContain(`Error: ${attribute} is empty`);
    workspace.declare(declared(`${macOf(1)}-BEEF\n`, csv([1])));
    texts.push((await workspace.plan()).output);
    expect(texts[3]).toContain(`Error: devices, line 2: phone ${macOf(1)} has another ID on line 1 of ${attribute} `);
    for (const text of texts) expect(text).not.toMatch(new RegExp(`${idOf(1)}|BEE[FG]`));
  });
});

test('IDs can move out of the file, and to a write-only attribute, without a request', async () => {
  const workspace = open(service, fleet(csv(numbers(3))));
  await workspace.apply();
  for (const next of [apart(numbers(3)), writeOnly(numbers(3)), apart(numbers(3)), fleet(csv(numbers(3)))]) {
    workspace.declare(next);
    const calls = await service.callsDuring(() => workspace.apply({ refresh: false }));
    expect(calls).toEqual([]);
    expect(await workspace.plan()).toMatchObject(noChange);
  }
  await workspace.destroy();
});

test('another order and spelling of the IDs is no change; another ID is one', async () => {
  const workspace = open(service, apart(numbers(2)));
  await workspace.apply();
  workspace.declare(fleet(macs(numbers(2)), { ids: `MAC\n${macIdOf(2).toLowerCase()}\n# first\n${macIdOf(1)}\n` }));
  expect(await workspace.plan()).toMatchObject(noChange);
  workspace.declare(fleet(macs(numbers(2)), { ids: `${macOf(1)}-BEEF\n${macIdOf(2)}\n` }));
  expect(lastChange(await workspace.plan())).toContain(macOf(1));
  await workspace.destroy();
});

test('both attributes for IDs are an error', async () => {
  const workspace = open(service, fleet(macs([1]), { ids: ids([1]), ids_wo: ids([1]) }));
  expect((await workspace.plan()).output).toContain('Error: Two sets of IDs');
});

test('the URL of a row is its own beside separate IDs', async () => {
  const other = 'http://other.example/%MACD.xml';
  const workspace = open(service, fleet(`mac_id,url\n${macOf(1)},\n${macOf(2)},${other}\n`, { ids: ids([1, 2]) }));
  expect(await workspace.apply()).toMatchObject({ succeeded: true });
  expect((await service.rows()).map(({ url }) => url)).toEqual([URL, other]);
  await workspace.destroy();
});
