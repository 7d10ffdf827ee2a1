import { engines, oneEngine } from '../../support/engine.ts';
import { device, hcl, kitchen, reception, resource, useRedirectService, words } from './redirect-service.ts';

const service = useRedirectService();

const url = 'http://provider.example/xml/%MACD.xml';
const data = (name: string, input: string, trigger = 'first'): string =>
  resource(`resource "terraform_data" "${name}"`, { input, triggers_replace: trigger });

describe.each(engines())('$name $version', (engine) => {
  test('unknown MAC-ID and URL are registered once they are known', async () => {
    const project = await service.project(
      engine,
      resource('resource "null_resource" "site"', {}) +
        data('label', '7C2F80820EC0-55DF') +
        device({
          mac_id: hcl('terraform_data.label.output'),
          url: hcl('"http://provider.example/${null_resource.site.id}/%MACD.xml"'),
        }),
    );
    const { output } = await project.plan();
    for (const name of ['mac', 'registered_at', 'url']) {
      expect(output).toMatch(new RegExp(`\\+ ${name} += \\(known after apply\\)`));
    }
    expect(await project.apply()).toMatchObject({ code: 0 });
    const values = (await project.resources()).map((one) => one.values);
    const site = values.find((one) => 'triggers' in one)?.['id'];
    expect(await service.rows()).toEqual([
      { mac: reception, providerName: 'Daryna', url: `http://provider.example/${String(site)}/%MACD.xml` },
    ]);
    expect(await project.plan()).toMatchObject({ code: 0 });
  });

  test('with an unknown provider configuration, creating can be planned, reading cannot', async () => {
    const configured = (endpoint: string, trigger: string): string =>
      data('endpoint', endpoint, trigger) +
      resource('provider "gigaset"', { endpoint: hcl('terraform_data.endpoint.output') }) +
      device();
    const project = await service.project(engine, configured(service.server.url, 'first'));
    expect((await project.plan()).output).toContain('Plan: 2 to add, 0 to change, 0 to destroy.');
    expect(await project.apply()).toMatchObject({ code: 0 });
    expect(await service.rows()).toHaveLength(1);
    expect(await project.plan()).toMatchObject({ code: 0 });

    project.write({ 'main.tf': configured(`${service.server.url}/`, 'second') });
    const failed = await project.plan();
    expect(failed).toMatchObject({ code: 1 });
    const text = words(failed.output);
    expect(text).toContain('Error: The configuration of the provider is unknown');
    expect(text).toContain("endpoint in the provider's configuration will be known only after apply");
    // Follow the advice of the error.
    expect(await project.apply('-target=terraform_data.endpoint')).toMatchObject({ code: 0 });
    expect(await project.plan()).toMatchObject({ code: 0 });
  });
});

describe.each(oneEngine(import.meta.filename))('the provider on $name $version', (engine) => {
  test('values that become unknown and stay the same register again only for the MAC', async () => {
    const project = await service.project(engine, device());
    await project.apply();

    // The URL: planned as an update that changes nothing.
    project.write({ 'main.tf': data('url', url) + device({ url: hcl('terraform_data.url.output') }) });
    const planned = await project.plan('-out=plan.bin');
    expect(planned.output).toMatch(/~ url +\= "http:\/\/provider\.example\/xml\/%MACD\.xml" -> \(known after apply\)/);
    expect(await service.callsDuring(() => project.run('apply', 'plan.bin'))).toEqual([]);
    expect(await project.plan()).toMatchObject({ code: 0 });

    // The MAC-ID: it may belong to another phone, so a replacement is planned.
    const labelled = (macId: string, trigger: string): string =>
      data('url', url) +
      data('label', macId, trigger) +
      device({ mac_id: hcl('terraform_data.label.output'), url: hcl('terraform_data.url.output') });
    project.write({ 'main.tf': labelled('7C2F80820EC0-55DF', 'one') });
    const doubtful = await project.plan();
    expect(doubtful.output).toContain('gigaset_device.reception must be replaced');
    expect(doubtful.output).toMatch(/~ mac +\= "7C2F80820EC0" -> \(known after apply\)/);
    expect(await project.apply()).toMatchObject({ code: 0 });
    expect((await service.rows()).map(({ mac }) => mac)).toEqual([reception]);

    project.write({ 'main.tf': labelled('7C2F80208295-1910', 'two') });
    expect(await project.apply()).toMatchObject({ code: 0 });
    expect((await service.rows()).map(({ mac }) => mac)).toEqual([kitchen]);
    expect(await project.plan()).toMatchObject({ code: 0 });
  });

  test('an invalid value that is known only at apply is an error at its line', async () => {
    const project = await service.project(
      engine,
      data('url', 'http://provider.example/%MACX.xml') + device({ url: hcl('terraform_data.url.output') }),
    );
    expect(await project.plan()).toMatchObject({ code: 2 });
    const failed = await project.apply();
    expect(failed).toMatchObject({ code: 1 });
    expect(words(failed.output)).toMatch(
      /Error: Invalid url .*url = terraform_data\.url\.output.*"%MACX" is not a placeholder/,
    );
    expect(await service.rows()).toEqual([]);
  });
});
