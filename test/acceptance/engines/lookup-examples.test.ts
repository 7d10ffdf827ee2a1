import { cpSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../../tools/paths.ts';
import { engines } from '../../support/engine.ts';
import { kitchen, reception, useRedirectService } from './redirect-service.ts';

// Runs every HCL file in examples/, which the registry's pages show, on a real engine; the engines take turns.

const service = useRedirectService();

const examples = join(root, 'examples');
const url = 'https://provider.example/xml/%MACD.xml';

/** Values for the variables of the examples. */
const variables = {
  TF_VAR_gigaset_password: '',
  TF_VAR_reception_mac_id: '7C2F80820EC0-55DF',
  TF_VAR_kitchen_mac_id: '7C2F80208295-1910',
  TF_VAR_mac_ids: '7C2F80820EC0-55DF\n7C2F80208295-1910\n7C2F80A14B02-3E91\n7C2F80A14B1F-0C47\n',
  TF_VAR_hamburg_mac_ids: '7C2F80B00001-A001\n7C2F80B00002-A002\n',
  TF_VAR_fleet: 'mac_id,provider_name\n7C2F80820EC0-55DF,Daryna\n',
  TF_VAR_leipzig: '["7C2F80A14C10-11A0", "7C2F80A14C11-9B3F"]',
  TF_VAR_provisioning_password: 'provisioning password',
};

/** The files of an example, without import blocks and commands. */
function filesOf(folder: string): Record<string, string> {
  const names = readdirSync(join(examples, folder)).filter((name) => !name.startsWith('import'));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(examples, folder, name), 'utf8')]));
}

const foldersOf = (kind: string): readonly string[] =>
  readdirSync(join(examples, kind)).map((name) => `${kind}/${name}`);

/** The first file of an example and the files that it reads. */
const mainFileOf = (folder: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(filesOf(folder)).filter(([name]) => name === 'resource.tf' || name.endsWith('.csv')),
  );

/** The import examples with this file extension. */
const imports = (ending: string): (readonly [string, string])[] =>
  foldersOf('resources').flatMap((folder) =>
    readdirSync(join(examples, folder))
      .filter((name) => name.startsWith('import') && name.endsWith(ending))
      .map((name) => [folder, name] as const),
  );

const all = engines();

/** The example of the list has targets of its own, which an import cannot know. They go into the state alone. */
const changedBy = (folder: string): number => (folder === 'resources/gigaset_device_list' ? 1 : 0);

describe.each(all.map((engine, turn) => ({ ...engine, turn })))('$name $version', ({ turn, ...engine }) => {
  const mine = <T>(examples: readonly T[]): readonly T[] => examples.filter((_, at) => at % all.length === turn);
  const open = async (files: Readonly<Record<string, string>>) =>
    (await service.project(engine, files)).withEnv({ ...variables, TF_VAR_gigaset_password: service.server.password });

  test('the examples are formatted', async () => {
    const project = await open({ 'main.tf': '' });
    cpSync(examples, join(project.dir, 'examples'), { recursive: true });
    // The engine ignores files with that name but can parse them.
    for (const folder of foldersOf('list-resources')) {
      const copy = join(project.dir, 'examples', folder);
      for (const name of readdirSync(copy)) renameSync(join(copy, name), join(copy, `${name}.tf`));
    }
    expect(await project.run('fmt', '-check', '-recursive', '-diff', 'examples')).toMatchObject({
      code: 0,
      output: '',
    });
  });

  test('the provider example works with an ephemeral password', async () => {
    const { 'provider.tf': text = '' } = filesOf('provider');
    expect(text).toContain('"https://redirect.example"');
    const project = await open({
      'provider.tf': text.replace('https://redirect.example', service.server.url),
      'main.tf': 'data "gigaset_devices" "all" {}\n',
    });
    const own = project.withEnv({ GIGASET_ENDPOINT: '', GIGASET_USERNAME: '', GIGASET_PASSWORD: '' });
    expect(await own.apply()).toMatchObject({ code: 0 });
    expect(await own.showText()).not.toContain(service.server.password);
  });

  test.each(mine(foldersOf('resources')))('%s is applied, and the next plan is empty', async (folder) => {
    const project = await open(filesOf(folder));
    expect((await project.apply()).output).toContain('Apply complete!');
    expect((await service.rows()).length).toBeGreaterThan(0);
    expect((await project.plan()).output).toContain('No changes.');
    const state = await project.showText();
    expect(state).not.toContain('provisioning password');
    expect(await project.destroy()).toMatchObject({ code: 0 });
    expect(await service.rows()).toEqual([]);
  });

  test.each(mine([...foldersOf('data-sources'), ...foldersOf('functions')]))(
    '%s: it is planned and applied',
    async (folder) => {
      await service.register('7C2F80820EC0-55DF', url, 'Daryna');
      await service.register('7C2F80208295-1910', url, 'Daryna');
      const project = await open(filesOf(folder));
      const { output } = await project.apply();
      expect(output).toContain('Apply complete!');
      expect(output).toMatch(
        {
          'data-sources/gigaset_device': /reception = "https:\/\/provider\.example\/xml\/%MACD\.xml"/,
          'data-sources/gigaset_devices': new RegExp(`Undeclared phones: ${kitchen}\\.[^]*phones_under_daryna = 2`),
          'functions/normalize_mac': new RegExp(`"${reception}",\\s+"${kitchen}"`),
          'functions/expand_url': /configuration = "https:\/\/provider\.example\/42\/2\/7C2F80820EC0\.xml"/,
          'functions/read_devices': new RegExp(`"Daryna" = \\[\\s+"${reception}"`),
          'functions/parse_ids': new RegExp(`phones_with_an_id = tolist\\(\\[\\s+"${kitchen}",`),
          'functions/parse_devices': new RegExp(`"Daryna" = \\[\\s+"${reception}"`),
        }[folder] ?? /this example is not known to its test/,
      );
      expect(await project.plan()).toMatchObject({ code: 0 });
    },
  );

  test.each(imports('.tf'))('%s imports the registration unchanged', async (folder, name) => {
    await service.register('7C2F80820EC0-55DF', url, 'Daryna');
    const project = await open({
      ...mainFileOf(folder),
      'import.tf': readFileSync(join(examples, folder, name), 'utf8'),
    });
    const { output } = await project.apply();
    // OpenTofu and Terraform 1.12 support identities.
    if (name === 'import-by-identity.tf' && engine.name === 'Terraform') expect(output).toContain('"identity"');
    else expect(output).toContain(`1 imported, 0 added, ${changedBy(folder)} changed, 0 destroyed`);
    expect(await service.rows()).toContainEqual({ mac: reception, url, providerName: 'Daryna' });
  });

  test.each(mine(imports('.sh')))('%s: the command in %s imports it too', async (folder, name) => {
    await service.register('7C2F80820EC0-55DF', url, 'Daryna');
    const project = await open(mainFileOf(folder));
    const script = readFileSync(join(examples, folder, name), 'utf8');
    const [, command = ''] = /^terraform (.*)$/m.exec(script) ?? [];
    expect(await project.run(...command.replaceAll("'", '').split(' '))).toMatchObject({ code: 0 });
    expect(await project.apply()).toMatchObject({
      code: 0,
      output: expect.stringContaining(`0 added, ${changedBy(folder)} changed`),
    });
    expect(await service.rows()).toContainEqual({ mac: reception, url, providerName: 'Daryna' });
  });
});
