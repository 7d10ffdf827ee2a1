import { oneEngine } from '../../support/engine.ts';
import type { Project } from '../../support/project.ts';
import { device, hcl, reception, resource, useRedirectService, words } from './redirect-service.ts';

const service = useRedirectService();

const url = 'https://provider.example/xml/%MACD.xml';
/** With characters that have a meaning in a URL. */
const secret = 'p@ss:w/rd';
const onWire = (password: string): string =>
  url.replace('https://', `https://maxwell:${encodeURIComponent(password)}@`);

const phone = (credentials: string): string =>
  device({ url, url_credentials: hcl(`{ username = "maxwell", ${credentials} }`) });
const clear = (password: string): string => phone(`password = ${JSON.stringify(password)}`);
const writeOnly = (password: string, version: number): string =>
  phone(`password_wo = ${JSON.stringify(password)}, password_wo_version = ${version}`);

const urls = async (): Promise<readonly string[]> => (await service.rows()).map((row) => row.url);

/** The credentials in the state file. */
const inState = async (project: Project): Promise<unknown> => (await project.resources())[0]?.values['url_credentials'];

describe.each(oneEngine(import.meta.filename))('$name $version', (engine) => {
  test('a password is sent in the URL, and no plan or output shows it', async () => {
    const project = await service.project(engine, clear(secret));
    const planned = await project.plan('-out=plan.bin');
    expect(planned.output).toMatch(/url_credentials = {\n *\+ password +\= \(sensitive value\)\n/);
    const applied = await project.run('apply', 'plan.bin');
    expect(applied).toMatchObject({ code: 0 });
    expect(await urls()).toEqual([onWire(secret)]);
    expect(await project.plan()).toMatchObject({ code: 0 });
    // The state contains the password, marked as sensitive.
    const [saved] = await project.resources();
    expect(saved?.values['url']).toBe(url);
    expect(saved?.sensitive_values).toMatchObject({ url_credentials: { password: true } });

    project.write({ 'main.tf': clear('another') });
    const changed = await project.apply();
    expect(changed.output).toContain('0 added, 1 changed, 0 destroyed');
    expect(await urls()).toEqual([onWire('another')]);
    for (const { output } of [planned, applied, changed]) expect(output).not.toMatch(/p@ss|p%40ss|another/);

    project.write({ 'main.tf': device({ url }) });
    await project.apply();
    expect(await urls()).toEqual([url]);
  });

  test('a write-only password is not stored, and is sent again with a new version', async () => {
    const variable = 'variable "secret" {\n  type = string\n  ephemeral = true\n}\n';
    const project = (
      await service.project(engine, variable + phone('password_wo = var.secret, password_wo_version = 1'))
    ).withEnv({ TF_VAR_secret: secret });
    const planned = await project.plan('-out=plan.bin');
    expect(planned.output).not.toContain('p@ss');
    expect((await project.run('show', '-json', 'plan.bin')).stdout).not.toMatch(/p@ss|p%40ss/);
    expect(await project.run('apply', 'plan.bin')).toMatchObject({ code: 0 });
    expect(await urls()).toEqual([onWire(secret)]);
    expect(project.read('terraform.tfstate')).not.toMatch(/p@ss|p%40ss/);
    expect(await inState(project)).toEqual({
      username: 'maxwell',
      password: null,
      password_wo: null,
      password_wo_version: 1,
    });
    expect(await project.plan()).toMatchObject({ code: 0 });

    project.write({ 'main.tf': writeOnly('next', 1) });
    expect(await project.plan()).toMatchObject({ code: 0 });
    project.write({ 'main.tf': writeOnly('next', 2) });
    expect((await project.apply()).output).toContain('0 added, 1 changed, 0 destroyed');
    expect(await urls()).toEqual([onWire('next')]);

    // Drift is detected in everything but the password.
    await service.deregister(reception);
    await service.register('7C2F80820EC0-55DF', onWire('stranger').replace('maxwell', 'other'), 'Daryna');
    const drift = await project.plan();
    expect(drift.output).toContain('~ username            = "other" -> "maxwell"');
    expect(drift.output).not.toContain('stranger');
    await project.apply();
    expect(await urls()).toEqual([onWire('next')]);
  });

  test('a refused change restores the URL with the previous write-only password', async () => {
    const project = await service.project(engine, writeOnly(secret, 1));
    await project.apply();
    // Too long for the server once the credentials are added.
    const path = `https://provider.example/${'x'.repeat(2048 - 25)}`;
    project.write({ 'main.tf': writeOnly(secret, 2).replace(url, path) });
    const failed = await project.apply();
    expect(failed).toMatchObject({ code: 1 });
    expect(words(failed.output)).toContain('url_invalid');
    expect(failed.output).not.toMatch(/p@ss|p%40ss/);
    expect(await urls()).toEqual([onWire(secret)]);
  });

  test.each([
    ['a password', clear(secret), '1 imported, 0 added, 0 changed, 0 destroyed'],
    ['a write-only password', writeOnly(secret, 1), '1 imported, 0 added, 1 changed, 0 destroyed'],
  ])(
    'a phone with credentials is imported without a change at the server, when the configuration has them as %s',
    async (_, main, summary) => {
      await service.register('7C2F80820EC0-55DF', onWire(secret), 'Daryna');
      const block = resource('import', { to: hcl('gigaset_device.reception'), id: '7C2F80820EC0-55DF' });
      const project = await service.project(engine, main + block);
      const calls = await service.callsDuring(async () => {
        const applied = await project.apply();
        expect(applied.output).toContain(summary);
        expect(applied.output).not.toMatch(/p@ss|p%40ss/);
      });
      expect(new Set(calls)).toEqual(new Set(['checkDevice']));
      if (main.includes('password_wo')) expect(project.read('terraform.tfstate')).not.toMatch(/p@ss|p%40ss/);
      expect(await project.plan()).toMatchObject({ code: 0 });
    },
  );

  test('credentials in the URL are an error that does not show them, also if they are from a variable', async () => {
    const variable = `variable "url" {\n  default = "${onWire('seen')}"\n}\n`;
    for (const main of [device({ url: onWire('seen') }), variable + device({ url: hcl('var.url') })]) {
      const project = await service.project(engine, main);
      const planned = await project.plan();
      expect(planned).toMatchObject({ code: 1 });
      expect(words(planned.output)).toContain('Error: Credentials in the redirect URL');
      expect(planned.output).toContain('url_credentials = {');
      expect(planned.output).not.toContain('seen');
    }
    expect(await urls()).toEqual([]);
  });

  test('credentials in a URL that is unknown at plan are an error of the apply', async () => {
    const made = resource('resource "null_resource" "made"', {});
    const main = made + device({ url: hcl(`"${onWire('seen').replace('/xml/', '/${null_resource.made.id}/')}"`) });
    const project = await service.project(engine, main);
    const applied = await project.apply();
    expect(applied).toMatchObject({ code: 1 });
    expect(words(applied.output)).toContain('Error: Credentials in the redirect URL');
    expect(project.read('terraform.tfstate')).not.toContain('seen');
  });

  test('a password that is unknown at plan time', async () => {
    const project = await service.project(
      engine,
      resource('resource "null_resource" "made"', {}) + phone('password = null_resource.made.id'),
    );
    expect(await project.apply()).toMatchObject({ code: 0 });
    const made = (await project.resources()).find(({ type }) => type === 'null_resource')?.values['id'];
    expect(await urls()).toEqual([onWire(String(made))]);
    expect(await project.plan()).toMatchObject({ code: 0 });
  });
});
