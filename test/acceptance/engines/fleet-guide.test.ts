import { root } from '../../../tools/paths.ts';
import { oneEngine } from '../../support/engine.ts';
import { codeBlocks } from '../../support/markdown.ts';
import type { Project } from '../../support/project.ts';
import { useRedirectService } from './redirect-service.ts';

/** The guide's configurations in its order. */
const [toFleet = '', toFleetOfOthers = '', toResource = '', importAll = ''] = codeBlocks(
  root,
  'docs/guides/moving-phones.md',
).map(({ text }) => text);

const url = 'https://provider.example/xml/%MACD.xml';
const ids = ['7C2F80820EC0-55DF', '7C2F80208295-1910', '7C2F80000001-0001', '7C2F80000002-0002'];
const csv = (macIds: readonly string[]): string => `mac_id\n${macIds.map((id) => `${id}\n`).join('')}`;
/** Removes the dependency, which a move needs for one apply only. */
const withoutDependence = (hcl: string): string => hcl.replace(/^.*(# Ten phones|depends_on).*\n/gm, '');

const service = useRedirectService();

/** Applies the files. Expects no registration or deregistration, and an empty plan afterwards. */
async function moves(project: Project, files: Readonly<Record<string, string>>): Promise<string> {
  const before = await service.call('listDevices');
  project.write(files);
  let output = '';
  const calls = await service.callsDuring(async () => {
    const applied = await project.apply();
    expect(applied).toMatchObject({ code: 0 });
    ({ output } = applied);
  });
  expect(calls.filter((method) => method.startsWith('deregister'))).toEqual([]);
  expect(await service.call('listDevices')).toEqual(before);
  project.write({ 'main.tf': withoutDependence(project.read('main.tf')) });
  expect(await project.plan()).toMatchObject({ code: 0, output: expect.stringContaining('No changes') });
  return output;
}

describe.each(oneEngine(import.meta.filename))('$name $version: as in the guide', (engine) => {
  test('phones move from single resources to a list', async () => {
    const singles = `resource "gigaset_device" "phone" {
  for_each      = { for id in ${JSON.stringify(ids)} : split("-", id)[0] => id }
  mac_id        = each.value
  url           = "${url}"
  provider_name = "Daryna"
}
`;
    const project = await service.project(engine, singles);
    expect(await project.apply()).toMatchObject({ code: 0 });
    await moves(project, { 'main.tf': toFleet, 'devices.csv': csv(ids) });
    expect((await project.resources()).map(({ address }) => address)).toEqual(['gigaset_device_list.berlin']);
  });

  test('phones move from one list to another', async () => {
    const project = await service.project(engine, {
      'main.tf': withoutDependence(toFleetOfOthers),
      'berlin.csv': csv(ids.slice(0, 3)),
      'hamburg.csv': csv(ids.slice(3)),
    });
    expect(await project.apply()).toMatchObject({ code: 0 });
    const output = await moves(project, {
      'main.tf': toFleetOfOthers,
      'berlin.csv': csv(ids.slice(0, 1)),
      'hamburg.csv': csv(ids.slice(1)),
    });
    expect(output).toContain('2 phones stay registered');
  });

  test('a phone moves from a list to a single resource', async () => {
    const [fleet = ''] = withoutDependence(toResource).split('resource "gigaset_device" ');
    const project = (await service.project(engine, { 'main.tf': fleet, 'devices.csv': csv(ids) })).withEnv({
      TF_VAR_reception_mac_id: ids[0],
    });
    expect(await project.apply()).toMatchObject({ code: 0 });
    await moves(project, { 'main.tf': toResource, 'devices.csv': csv(ids.slice(1)) });
    expect((await project.resources()).map(({ address }) => address).toSorted()).toEqual([
      'gigaset_device.reception',
      'gigaset_device_list.berlin',
    ]);
  });

  test('phones that are not declared yet are imported into a list', async () => {
    for (const id of ids) await service.register(id, url, 'Daryna');
    const [fleet = ''] = toFleet.split('removed {');
    const project = await service.project(engine, { 'main.tf': '', 'devices.csv': csv(ids) });
    await moves(project, { 'main.tf': `${fleet}\n${importAll}` });
  });
});
