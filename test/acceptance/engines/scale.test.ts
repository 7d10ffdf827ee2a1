import { oneEngine } from '../../support/engine.ts';
import { idOf, macOf } from '../../support/phones.ts';
import { useRedirectService } from './redirect-service.ts';

const service = useRedirectService();

const count = 100;

/** One phone per row, keyed by MAC, because addresses are printed everywhere. */
const main = `
locals {
  phones = { for row in csvdecode(file("devices.csv")) : split("-", row.mac_id)[0] => row }
}

resource "gigaset_device" "fleet" {
  for_each      = local.phones
  mac_id        = each.value.mac_id
  url           = each.value.url
  provider_name = each.value.provider_name
}
`;

const csv = (numbers: readonly number[], path: string): string =>
  [
    'mac_id,url,provider_name',
    ...numbers.map((i) => `${macOf(i)}-${idOf(i)},http://provider.example/${path}/%MACD.xml,Site ${i % 4}`),
  ].join('\n');

describe.each(oneEngine(import.meta.filename))('$name $version', (engine) => {
  test(`${count} phones of a CSV file are registered, changed, repaired and deregistered`, async () => {
    const all = Array.from({ length: count }, (_, i) => i);
    const project = await service.project(engine, { 'main.tf': main, 'devices.csv': csv(all, 'a') });
    const created = await project.apply();
    expect(created.output).toContain(`${count} added, 0 changed, 0 destroyed`);
    expect(await service.rows()).toEqual(
      all.map((i) => ({ mac: macOf(i), providerName: `Site ${i % 4}`, url: 'http://provider.example/a/%MACD.xml' })),
    );
    // Addresses contain only MACs of twelve digits, never an ID.
    expect(created.output).toContain(`gigaset_device.fleet["${macOf(7)}"]: Creation complete`);
    for (const i of all) expect(created.output).not.toContain(`${macOf(i)}-`);
    expect(await project.plan()).toMatchObject({ code: 0 });

    // Ten phones are removed, ten changed, one was deregistered outside: exactly these change.
    await service.deregister(macOf(50));
    const kept = all.slice(10);
    const next = `${csv(kept.slice(10), 'a')}\n${csv(kept.slice(0, 10), 'b').split('\n').slice(1).join('\n')}`;
    project.write({ 'devices.csv': next });
    expect((await project.apply()).output).toContain('1 added, 10 changed, 10 destroyed');
    const rows = await service.rows();
    expect(rows).toHaveLength(count - 10);
    expect(rows.filter((row) => row.url.includes('/b/')).map(({ mac }) => mac)).toEqual(kept.slice(0, 10).map(macOf));

    expect((await project.destroy()).output).toContain(`${count - 10} destroyed`);
    expect(await service.rows()).toEqual([]);
  });
});
