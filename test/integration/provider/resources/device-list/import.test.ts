import { csv, numbers, rowsOf, URL } from '../../../../support/fleets.ts';
import { macIdOf, macOf } from '../../../../support/phones.ts';
import { useRedirectService } from '../../../../support/redirect-service.ts';
import { noChange, open } from '../workspaces.ts';
import { fleet, fleetIn, lastChange } from './fleets.ts';

const service = useRedirectService();

const ADDRESS = 'gigaset_device_list.berlin';

const byHand = async (phones: readonly number[], name = 'Daryna'): Promise<void> => {
  const answer = await service.call('registerDeviceList', phones.map(macIdOf), URL, name);
  expect(answer).toMatchObject({ 0: true });
};

test('provider names import their phones', async () => {
  await byHand(numbers(5), 'Daryna');
  await byHand(numbers(5, 10), 'Legacy');
  await byHand(numbers(5, 20), 'Other');
  const rest = (i: number): string => (i < 10 ? ',Daryna' : ',Legacy');
  const devices = csv([...numbers(5), ...numbers(5, 10)], rest, 'mac_id,provider_name');
  const workspace = open(service, fleet(devices, { provider_name: null }));
  expect(await workspace.import(ADDRESS, 'Daryna, Legacy')).toMatchObject({ succeeded: true });
  expect(lastChange(await workspace.plan())).toContain('the IDs of 10 phones became known');
  expect(fleetIn(workspace)).toMatchObject({ device_count: 10 });
});

test('IDs in the file are no change after an import; the next update stores them', async () => {
  await byHand(numbers(3));
  const complete = (phones: readonly number[]) => csv(phones, () => `,${URL},Daryna`, 'mac_id,url,provider_name');
  const workspace = open(service, fleet(complete(numbers(3)), { url: null, provider_name: null }));
  await workspace.import(ADDRESS, '*');
  expect(await workspace.plan()).toMatchObject(noChange);
  workspace.declare(fleet(complete(numbers(4)), { url: null, provider_name: null }));
  expect(await workspace.apply()).toMatchObject({ succeeded: true });
  expect(fleetIn(workspace)).toMatchObject({ devices: complete(numbers(4)) });
});

test('imported phones that are not in the file are planned for deregistration', async () => {
  await byHand(numbers(4));
  const workspace = open(service, fleet(csv(numbers(3))));
  await workspace.import(ADDRESS, '*');
  expect(lastChange(await workspace.plan())).toMatch(new RegExp(`: deregistered 1 phone .*: ${macOf(4)}$`));
});

test('a phone without an ID cannot be changed: the plan warns, the apply skips it', async () => {
  await byHand([1]);
  const workspace = open(service, fleet(`mac_id\n${macOf(1)}\n`, { provider_name: 'Legacy' }));
  await workspace.import(ADDRESS, '*');
  const planned = await workspace.plan();
  expect(planned.output).toContain('Warning: 1 phone cannot be registered without its ID');
  const applied = await workspace.apply();
  expect(applied).toMatchObject({ succeeded: false });
  expect(applied.output).toContain(`Error: 1 phone could not be changed: nothing was changed`);
  expect(applied.output).toContain('Write the whole MAC-ID');
  expect(await service.rows()).toEqual(rowsOf([1]));
});

test('an account without phones and an invalid import ID are reported', async () => {
  const workspace = open(service, fleet(csv(numbers(1))));
  expect((await workspace.import(ADDRESS, '*')).output).toContain('There are no phones to import');
  expect((await workspace.import(ADDRESS, 'Daryna,')).output).toContain('Invalid import ID');
  expect((await workspace.import(ADDRESS, 'Daryna')).output).toContain('none registered under "Daryna"');
});
