import { engines, oneEngine } from '../../support/engine.ts';
import { device, hcl, reception, resource, useRedirectService, words } from './redirect-service.ts';

const service = useRedirectService();
beforeEach(() => service.register('7C2F80820EC0-55DF', url, 'Daryna'));

const url = 'http://provider.example/xml/%MACD.xml';
const address = 'gigaset_device.reception';
const importBlock = (id: string): string => resource('import', { to: hcl(address), id });

describe.each(engines())('$name $version', (engine) => {
  test('an import block imports and changes phones in one apply', async () => {
    const project = await service.project(engine, device() + importBlock('7C2F80820EC0-55DF'));
    const planned = await project.plan();
    expect(planned.output).toContain('1 to import, 0 to add, 0 to change, 0 to destroy');
    const calls = await service.callsDuring(() => project.apply());
    expect(new Set(calls)).toEqual(new Set(['checkDevice']));
    expect(await project.plan()).toMatchObject({ code: 0 });

    await project.run('state', 'rm', address);
    project.write({ 'main.tf': device({ url: 'http://new.example/' }) + importBlock(reception) });
    const changed = await project.apply();
    expect(changed.output).toContain('1 imported, 0 added, 1 changed, 0 destroyed');
    expect((await service.rows()).map((row) => row.url)).toEqual(['http://new.example/']);
    expect(await project.plan()).toMatchObject({ code: 0 });
  });

  test('an import block accepts an identity if the engine supports it', async () => {
    const block = resource('import', { to: hcl(address), identity: hcl(`{ mac = "${reception}" }`) });
    const project = await service.project(engine, device() + block);
    const applied = await project.apply();
    if (engine.name === 'Terraform') {
      // Terraform before 1.12 does not have this argument.
      expect(applied.output).toContain('An argument named "identity" is not expected here');
      return;
    }
    expect(applied.output).toContain('1 imported, 0 added, 0 changed, 0 destroyed');
    expect((await project.resources())[0]?.values).toMatchObject({ mac_id: reception, mac: reception, url });
    expect(await project.plan()).toMatchObject({ code: 0 });
  });

  test('-generate-config-out omits the secret; once it is filled in, the plan only imports', async () => {
    const project = await service.project(engine, importBlock('7C2F80820EC0-55DF'));
    const planned = await project.plan('-generate-config-out=generated.tf');
    // A plan without the MAC-ID would replace the phone.
    expect(planned).toMatchObject({ code: 1 });
    expect(words(planned.output)).toContain('Error: mac_id is missing');
    const generated = project.read('generated.tf');
    expect(generated).toMatch(/mac_id +\= null # sensitive/);
    expect(generated).toMatch(/provider_name +\= "Daryna"/);
    expect(generated).toContain(`"${url}"`);
    expect(generated).not.toContain('55DF');

    project.write({ 'generated.tf': generated.replace(/null # sensitive/, '"7C2F80820EC0-55DF"') });
    expect((await project.apply()).output).toContain('1 imported, 0 added, 0 changed, 0 destroyed');
    expect(await project.plan()).toMatchObject({ code: 0 });
  });
});

describe.each(oneEngine(import.meta.filename))('the provider on $name $version', (engine) => {
  test('an import by MAC-ID in any spelling leads to an empty plan', async () => {
    const project = await service.project(engine, device());
    expect(await project.run('import', address, '7c:2f:80:82:0e:c0-55df')).toMatchObject({ code: 0 });
    expect(await project.plan()).toMatchObject({ code: 0 });
    expect((await project.resources())[0]?.values).toMatchObject({
      mac_id: '7C2F80820EC0-55DF',
      mac: reception,
      url,
      // Only a registration returns it.
      password: null,
    });
    await project.apply();
    expect((await project.resources())[0]?.values['password']).toBeNull();
  });

  test('an import by MAC leads to an empty plan; the next update stores the ID', async () => {
    const project = await service.project(engine, device());
    const imported = await service.callsDuring(() => project.run('import', address, reception));
    expect(imported).toEqual(['checkDevice']);
    expect(await project.plan()).toMatchObject({ code: 0 });

    project.write({ 'main.tf': device({ on_conflict: 'replace' }) });
    const before = await service.call('checkDevice', reception);
    const planned = await project.plan('-out=plan.bin');
    // It is not registered again, so the date is the same.
    expect(planned).toMatchObject({ code: 2, output: expect.not.stringContaining('known after apply') });
    const calls = await service.callsDuring(async () => {
      expect(await project.run('apply', 'plan.bin')).toMatchObject({ code: 0 });
    });
    expect(calls).toEqual([]);
    expect((await project.resources())[0]?.values['mac_id']).toBe('7C2F80820EC0-55DF');
    expect(await service.call('checkDevice', reception)).toEqual(before);
    expect(await project.plan()).toMatchObject({ code: 0 });
  });

  test('a missing phone and an invalid import ID are reported', async () => {
    const project = await service.project(engine, device());
    const missing = await project.run('import', address, '7C2F80208295');
    expect(missing).toMatchObject({ code: 1 });
    expect(missing.output).toContain('Cannot import non-existent remote object');
    const wrong = await project.run('import', address, '7C2F80820EC0-55D');
    expect(wrong).toMatchObject({ code: 1 });
    expect(words(wrong.output)).toContain(
      'Invalid import ID "7C2F80820EC0-****" is not a MAC-ID. A MAC-ID is 12 hex digits',
    );
    expect(words(wrong.output)).toContain(
      'This one has 3 characters after the hyphen. Import a phone by its MAC (7C2F80820EC0) or its MAC-ID',
    );
  });
});
