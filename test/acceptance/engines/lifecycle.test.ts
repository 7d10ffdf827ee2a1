import { engines, oneEngine } from '../../support/engine.ts';
import { device, hcl, kitchen, reception, resource, useRedirectService, words } from './redirect-service.ts';

const service = useRedirectService();

const url = 'http://provider.example/xml/%MACD.xml';
const elsewhere = 'https://elsewhere.example/%DVID/%MACD.xml';
const address = 'gigaset_device.reception';

describe.each(engines())('$name $version', (engine) => {
  test('a phone is registered as planned, and the next plan is empty', async () => {
    const project = await service.project(engine, device());
    const { output } = await project.plan();
    expect(output).toContain(`
  # gigaset_device.reception will be created
  + resource "gigaset_device" "reception" {
      + mac           = "7C2F80820EC0"
      + mac_id        = (sensitive value)
      + password      = (sensitive value)
      + provider_name = "Daryna"
      + registered_at = (known after apply)
      + url           = "${url}"
    }
`);
    expect(output).not.toContain('55DF');

    expect(await project.apply()).toMatchObject({ code: 0 });
    expect(await service.rows()).toEqual([{ mac: reception, providerName: 'Daryna', url }]);
    const [phone] = await project.resources();
    expect(phone?.values).toEqual({
      mac_id: '7C2F80820EC0-55DF',
      mac: reception,
      url,
      url_credentials: null,
      provider_name: 'Daryna',
      registered_at: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
      password: 'password',
      on_conflict: null,
      keep_registration: null,
    });
    expect(phone?.sensitive_values).toMatchObject({ mac_id: true, password: true });
    expect(await service.callsDuring(async () => expect(await project.plan()).toMatchObject({ code: 0 }))).toEqual([
      'checkDevice',
    ]);
  });

  test('a renamed resource keeps its phone, with or without a moved block', async () => {
    const project = await service.project(engine, device());
    await project.apply();
    const moved = resource('moved', { from: hcl(address), to: hcl('gigaset_device.lobby') });
    project.write({ 'main.tf': device({}, 'lobby') + moved });
    const calls = await service.callsDuring(async () =>
      expect((await project.apply()).output).toContain('0 added, 0 changed, 0 destroyed'),
    );
    expect(calls).not.toContain('registerDevice');

    project.write({ 'main.tf': device({}, 'front_desk') });
    expect((await project.apply()).output).toContain('1 added, 0 changed, 1 destroyed');
    expect(await service.rows()).toEqual([{ mac: reception, providerName: 'Daryna', url }]);
    expect((await project.resources()).map((phone) => phone.address)).toEqual(['gigaset_device.front_desk']);
    expect(await project.plan()).toMatchObject({ code: 0 });
  });

  test('-replace registers again, -target skips the others, -refresh=false reads nothing', async () => {
    const both = (target: string): string =>
      device({ url: target }) + device({ mac_id: '7C2F80208295-1910', url: target }, 'kitchen');
    const project = await service.project(engine, both(url));
    await project.apply(`-target=${address}`);
    expect((await service.rows()).map(({ mac }) => mac)).toEqual([reception]);
    await project.apply();

    project.write({ 'main.tf': both(elsewhere) });
    await project.apply(`-target=${address}`);
    expect((await service.rows()).map((row) => [row.mac, row.url])).toEqual([
      [kitchen, url],
      [reception, elsewhere],
    ]);
    await project.apply();

    const calls = await service.callsDuring(() => project.apply(`-replace=${address}`, '-refresh=false'));
    expect(calls.slice(0, 2)).toEqual(['deregisterDevice', 'registerDevice']);
    expect(await service.rows()).toHaveLength(2);

    await service.deregister(kitchen);
    const asked = await service.callsDuring(async () =>
      expect(await project.plan('-refresh=false')).toMatchObject({ code: 0 }),
    );
    expect(asked).toEqual([]);
  });

  test('create_before_destroy works with another MAC and keeps the same one', async () => {
    const careful = (attributes: Parameters<typeof device>[0] = {}): string =>
      device({ ...attributes, lifecycle: hcl('{ create_before_destroy = true }') }).replace('lifecycle =', 'lifecycle');
    const project = await service.project(engine, careful());
    await project.apply();
    project.write({ 'main.tf': careful({ mac_id: '7C2F80208295-1910' }) });
    const calls = await service.callsDuring(() => project.apply());
    expect(calls.filter((method) => method !== 'checkDevice')).toEqual(['registerDevice', 'deregisterDevice']);
    expect((await service.rows()).map(({ mac }) => mac)).toEqual([kitchen]);

    // A phone cannot be registered twice: the new resource registers it again, and the destroy leaves that registration.
    const again = await project.apply('-replace=gigaset_device.reception');
    expect(again).toMatchObject({ code: 0 });
    expect(words(again.output)).toContain(`Warning: Phone ${kitchen} stays registered`);
    expect(await service.rows()).toHaveLength(1);
    await project.run('taint', address);
    expect(await project.apply()).toMatchObject({ code: 0 });
    expect(await service.rows()).toHaveLength(1);
    expect(await project.plan()).toMatchObject({ code: 0 });

    // With another URL too, it conflicts with itself: an error, and the registration is unchanged.
    project.write({ 'main.tf': careful({ mac_id: '7C2F80208295-1910', url: elsewhere }) });
    const conflict = await project.apply('-replace=gigaset_device.reception');
    expect(conflict).toMatchObject({ code: 1 });
    expect(words(conflict.output)).toContain(`Error: Phone ${kitchen} is already registered`);
    expect(await service.rows()).toEqual([{ mac: kitchen, providerName: 'Daryna', url }]);
    // It works as an update.
    expect(await project.apply()).toMatchObject({ code: 0 });
    expect(await service.rows()).toEqual([{ mac: kitchen, providerName: 'Daryna', url: elsewhere }]);
  });
});

describe.each(oneEngine(import.meta.filename))('the provider on $name $version', (engine) => {
  test('URL, name and ID are changed in place', async () => {
    const project = await service.project(engine, device());
    await project.apply();
    for (const [step, change] of [{ url: elsewhere }, { url, provider_name: 'Legacy' }].entries()) {
      project.write({ 'main.tf': device(change) });
      const planned = await project.plan('-out=plan.bin');
      expect(planned).toMatchObject({ code: 2 });
      expect(planned.output).toContain('gigaset_device.reception will be updated in-place');
      expect(planned.output).toMatch(/~ registered_at = "[^"]+" -> \(known after apply\)/);
      // The MAC stays known, so it does not change.
      expect(planned.output).not.toMatch(/[~+-] mac\b/);
      const calls = await service.callsDuring(() => project.run('apply', 'plan.bin'));
      expect({ step, calls: calls.slice(0, 2) }).toEqual({ step, calls: ['deregisterDevice', 'registerDevice'] });
      expect(await service.rows()).toEqual([{ mac: reception, providerName: 'Daryna', url, ...rowOf(change) }]);
    }

    // The phone logs in with its ID, so the server needs the new one.
    project.write({ 'main.tf': device({ mac_id: '7C2F80820EC0-0001' }) });
    expect((await project.apply()).output).toContain('0 added, 1 changed, 0 destroyed');
    expect(await service.call('checkDevice', '7C2F80820EC0-0001')).toEqual(expect.arrayContaining([true, reception]));
    expect(await project.plan()).toMatchObject({ code: 0 });
  });

  test('another MAC replaces the phone; another spelling changes nothing', async () => {
    const project = await service.project(engine, device());
    await project.apply();
    for (const spelling of ['7c:2f:80:82:0e:c0-55df', '7C2F.8082.0EC0-55DF', '7c2f80820ec055df']) {
      project.write({ 'main.tf': device({ mac_id: spelling }) });
      expect(await project.plan()).toMatchObject({ code: 0 });
    }
    project.write({ 'main.tf': device({ mac_id: '7C2F80208295-1910' }) });
    const { output } = await project.plan();
    expect(output).toContain('gigaset_device.reception must be replaced');
    expect(output).toContain(`~ mac           = "${reception}" -> "${kitchen}"`);
    expect(output).toMatch(/~ mac_id +\= \(sensitive value\) # forces replacement/);
    expect((await project.apply()).output).toContain('1 added, 0 changed, 1 destroyed');
    expect(await service.rows()).toEqual([{ mac: kitchen, providerName: 'Daryna', url }]);
  });

  test('destroy deregisters the phone, or finds it already deregistered', async () => {
    const project = await service.project(engine, device() + device({ mac_id: '7C2F80208295-1910' }, 'kitchen'));
    await project.apply();
    await service.deregister(kitchen);
    // With -refresh=false, the engine assumes that it is still registered.
    expect(await project.destroy('-refresh=false')).toMatchObject({ code: 0 });
    expect(await service.rows()).toEqual([]);
    expect(await project.resources()).toEqual([]);
  });

  test('two resources can swap their phones', async () => {
    const both = (first: string, second: string): string =>
      device({ mac_id: first }, 'left') + device({ mac_id: second }, 'right');
    const project = await service.project(engine, both('7C2F80820EC0-55DF', '7C2F80208295-1910'));
    await project.apply();
    project.write({ 'main.tf': both('7C2F80208295-1910', '7C2F80820EC0-55DF') });
    expect((await project.apply()).output).toContain('2 added, 0 changed, 2 destroyed');
    expect((await service.rows()).map(({ mac }) => mac)).toEqual([kitchen, reception]);
    expect((await project.resources()).map(({ name, values }) => [name, values['mac']])).toEqual([
      ['left', kitchen],
      ['right', reception],
    ]);
    expect(await project.plan()).toMatchObject({ code: 0 });
  });

  test('a state from before an attribute existed is completed without a change', async () => {
    const project = await service.project(engine, device());
    await project.apply();
    const old = (): void => {
      const state: { resources: { instances: { attributes: Record<string, unknown> }[] }[] } = JSON.parse(
        project.read('terraform.tfstate'),
      );
      for (const name of ['mac', 'on_conflict', 'url_credentials'])
        Reflect.deleteProperty(state.resources[0]?.instances[0]?.attributes ?? {}, name);
      project.write({ 'terraform.tfstate': JSON.stringify(state) });
    };
    old();
    expect(await project.plan()).toMatchObject({ code: 0 });
    const calls = await service.callsDuring(async () => {
      expect((await project.apply('-refresh=false')).output).toContain('0 added, 1 changed, 0 destroyed');
    });
    expect(calls).toEqual([]);
    expect((await project.resources())[0]?.values).toMatchObject({ mac: reception, password: 'password' });
    old();
    expect(await project.destroy('-refresh=false')).toMatchObject({ code: 0 });
    expect(await service.rows()).toEqual([]);
  });
});

const rowOf = ({ url: target, provider_name: providerName }: { url?: string; provider_name?: string }) => ({
  ...(target !== undefined && { url: target }),
  ...(providerName !== undefined && { providerName }),
});
