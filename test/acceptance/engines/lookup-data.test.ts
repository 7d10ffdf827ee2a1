import { oneEngine } from '../../support/engine.ts';
import { macRange } from '../../support/phones.ts';
import { device, hcl, kitchen, reception, resource, useRedirectService, words } from './redirect-service.ts';

const service = useRedirectService();

const url = 'http://provider.example/xml/%MACD.xml';
const phone = (mac: string, more: Parameters<typeof resource>[1] = {}): string =>
  resource('data "gigaset_device" "phone"', { mac, ...more });
const output = (name: string, value: string, more: Parameters<typeof resource>[1] = {}): string =>
  resource(`output "${name}"`, { value: hcl(value), ...more });

describe.each(oneEngine(import.meta.filename))('$name $version', (engine) => {
  test('a check block turns a missing phone into a warning', async () => {
    const check = `check "reception" {
  ${phone(reception)}
  assert {
    condition     = data.gigaset_device.phone.registered
    error_message = "The phone at the reception is not registered."
  }
}
`;
    const project = await service.project(engine, check);
    const missing = await project.apply();
    expect(missing).toMatchObject({ code: 0 });
    expect(words(missing.output)).toContain('The phone at the reception is not registered.');
    await service.register('7C2F80820EC0-55DF', url, 'Daryna');
    const found = await project.apply();
    expect(found).toMatchObject({ code: 0 });
    expect(words(found.output)).not.toContain('The phone at the reception');
  });

  test('a phone that the same apply registers is read afterwards', async () => {
    const asked = phone(reception, { depends_on: hcl('[gigaset_device.reception]') });
    const project = await service.project(
      engine,
      device() + asked + output('it', 'data.gigaset_device.phone.provider_name'),
    );
    expect((await project.plan()).output).toContain('(known after apply)');
    expect(await project.apply()).toMatchObject({ code: 0, output: expect.stringContaining('it = "Daryna"') });
    expect(await project.plan()).toMatchObject({ code: 0 });
  });

  test('validate refuses both mac and mac_id, and neither, at the attribute', async () => {
    const both = await service.project(engine, phone(reception, { mac_id: '7C2F80820EC0-55DF' }));
    const refused = await both.run('validate');
    expect(refused).toMatchObject({ code: 1 });
    expect(words(refused.output)).toContain('mac_id = "7C2F80820EC0-55DF" Set mac or mac_id, not both.');
    const none = await service.project(engine, 'data "gigaset_device" "phone" {}\n');
    expect(words((await none.run('validate')).output)).toContain('Error: No phone');
  });

  test('no plan, output or log shows credentials', async () => {
    await service.register('7C2F80820EC0-55DF', 'https://user:hidden-Pa55word@provider.example/', 'Daryna');
    const late = { depends_on: hcl('[null_resource.first]') };
    const project = await service.project(
      engine,
      'resource "null_resource" "first" {}\n' +
        phone(reception, late) +
        resource('data "gigaset_devices" "all"', late) +
        output('url', 'data.gigaset_device.phone.url') +
        output('credentials', 'data.gigaset_device.phone.url_credentials', { sensitive: hcl('true') }) +
        output('csv', 'data.gigaset_devices.all.csv', { sensitive: hcl('true') }),
    );
    const traced = project.withEnv({ TF_LOG: 'TRACE' });
    const planned = await traced.plan();
    const applied = await traced.apply();
    expect(applied).toMatchObject({ code: 0, output: expect.stringContaining('url = "https://provider.example/"') });
    expect(planned.output + applied.output).not.toContain('hidden-Pa55word');

    project.write({ 'open.tf': output('open', 'data.gigaset_devices.all.csv') });
    expect(await project.plan()).toMatchObject({ code: 1, output: expect.stringContaining('sensitive') });
  });

  test('one call finds the undeclared phone among ten thousand', async () => {
    const macs = macRange(10_000);
    await service.call(
      'registerDeviceList',
      macs.map((mac) => `${mac}-0C47`),
      url,
      'Daryna',
    );
    await service.register('7C2F80208295-1910', url, 'Somebody');
    const project = await service.project(engine, {
      'devices.csv': ['mac_id', ...macs].join('\n'),
      'main.tf': `data "gigaset_devices" "all" {}
locals {
  declared = provider::gigaset::parse_devices(file("devices.csv"))[*].mac
}
${output('undeclared', 'setsubtract(data.gigaset_devices.all.devices[*].mac, local.declared)')}
${output('by_name', '{ for phone in data.gigaset_devices.all.devices : phone.provider_name => phone.mac... if phone.provider_name != "Daryna" }')}
`,
    });
    const calls = await service.callsDuring(async () => {
      const { output: printed } = await project.plan();
      expect(words(printed)).toContain(`undeclared = [ + "${kitchen}", ]`);
      expect(words(printed)).toContain(`Somebody = [ + "${kitchen}", ]`);
    });
    expect(calls).toEqual(['listDevices']);
  });

  test('the phones of an account become a list without a changing call', async () => {
    await service.register('7C2F80820EC0-55DF', url, 'Daryna, Ulm');
    await service.register('7C2F80208295-1910', 'https://user:pass@provider.example/', 'Olena');
    const fleet = (devices: string): string =>
      resource('resource "gigaset_device_list" "all"', { devices: hcl(devices) });
    const project = await service.project(engine, {
      'main.tf': `data "gigaset_devices" "all" {}\n${fleet('data.gigaset_devices.all.csv')}`,
      'import.tf': 'import {\n  to = gigaset_device_list.all\n  id = "*"\n}\n',
    });
    const calls = await service.callsDuring(async () => {
      expect(await project.apply()).toMatchObject({ code: 0, output: expect.stringContaining('1 imported, 0 added') });
    });
    expect(calls.filter((method) => !['listDevices', 'checkDevice'].includes(method))).toEqual([]);
    expect(await project.plan()).toMatchObject({ code: 0 });
  });
});
