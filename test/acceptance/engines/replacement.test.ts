import { engines } from '../../support/engine.ts';
import type { Project } from '../../support/project.ts';
import { device, hcl, reception, resource, useRedirectService, words } from './redirect-service.ts';

// A replacement by -replace or a taint. A dependent with create_before_destroy passes it on to what it depends on.

const service = useRedirectService();

const url = 'http://provider.example/xml/%MACD.xml';
const elsewhere = 'https://elsewhere.example/%DVID/%MACD.xml';
const address = 'gigaset_device.reception';

const dependent = resource('resource "null_resource" "dependent"', {
  triggers: hcl(`{ registered = ${address}.registered_at }`),
}).replace(/}\n$/, '  lifecycle {\n    create_before_destroy = true\n  }\n}\n');
const output = resource('output "password"', { value: hcl(`nonsensitive(${address}.password)`) });

describe.each(engines())('$name $version', (engine) => {
  const passwordOf = async (project: Project): Promise<unknown> => {
    const shown: { password?: { value: unknown } } = JSON.parse((await project.run('output', '-json')).stdout);
    return shown.password?.value;
  };

  test.each([
    ['-replace', async (project: Project) => project.apply(`-replace=${address}`)],
    [
      'a taint',
      async (project: Project) => {
        await project.run('taint', address);
        return project.apply();
      },
    ],
    [
      'a taint without refresh',
      async (project: Project) => {
        await project.run('taint', address);
        return project.apply('-refresh=false');
      },
    ],
  ])('%s under a contagious create_before_destroy registers the phone anew', async (_, replace) => {
    const project = await service.project(engine, device() + dependent + output);
    expect(await project.apply()).toMatchObject({ code: 0 });
    const calls = await service.callsDuring(async () => {
      const applied = await replace(project);
      expect(applied).toMatchObject({ code: 0 });
      expect(applied.output).toContain('create replacement and then destroy');
      expect(words(applied.output)).toContain(`Warning: Phone ${reception} stays registered`);
    });
    expect(calls.filter((method) => method !== 'checkDevice')).toEqual([
      'registerDevice',
      'deregisterDevice',
      'registerDevice',
    ]);
    expect(await service.rows()).toEqual([{ mac: reception, providerName: 'Daryna', url }]);
    expect((await project.resources())[0]?.values).toMatchObject({ password: 'password' });
    expect(await passwordOf(project)).toBe('password');
    expect(await project.plan()).toMatchObject({ code: 0 });
  });

  test('a rename without a moved block says so, and registers the phone again', async () => {
    const project = await service.project(engine, device());
    await project.apply();
    project.write({ 'main.tf': device({}, 'lobby') });
    const planned = await project.plan();
    expect(words(planned.output)).toContain(`Warning: Phone ${reception} changes its resource`);
    expect(planned.output).toContain('moved {');
    expect(await project.apply()).toMatchObject({ code: 0 });
    expect(await service.rows()).toEqual([{ mac: reception, providerName: 'Daryna', url }]);
    expect((await project.resources())[0]).toMatchObject({ name: 'lobby', values: { password: 'password' } });
    expect(await project.plan()).toMatchObject({ code: 0 });
  });

  test('a change keeps the password known', async () => {
    const project = await service.project(engine, device());
    await project.apply();
    project.write({ 'main.tf': device({ url: elsewhere }) });
    const { resource_changes: [change] = [] } = await project.planJson();
    expect(change?.change).toMatchObject({ actions: ['update'], after: { password: 'password' } });
    expect((await project.plan()).output).not.toMatch(/~ password/);
    expect(await project.apply()).toMatchObject({ code: 0 });
    expect((await project.resources())[0]?.values).toMatchObject({ password: 'password', url: elsewhere });
  });

  test('an error of a function ends with one full stop', async () => {
    const project = await service.project(
      engine,
      resource('output "mac"', { value: hcl('provider::gigaset::normalize_mac("7C2F8082-0EC0")') }),
    );
    const { output: text } = await project.plan();
    expect(words(text)).toMatch(/This one has 8 digits before the hyphen\.(?!\.)/);
  });
});
