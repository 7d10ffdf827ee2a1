import { oneEngine } from '../../support/engine.ts';
import { createProject, type Project } from '../../support/project.ts';

const resource = (...triggers: readonly string[]): string => `
resource "null_resource" "one" {
  triggers = {
    ${triggers.join('\n    ')}
  }
}
`;

describe.each(oneEngine(import.meta.filename))('the null provider on $name $version', (engine) => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject({ engine, hcl: resource('a = "1"') });
    expect(await project.apply()).toMatchObject({ code: 0 });
  });
  afterEach(() => project.remove());

  const id = async (): Promise<unknown> => (await project.resources())[0]?.values['id'];

  test('creates a resource once', async () => {
    expect(await project.resources()).toMatchObject([
      { address: 'null_resource.one', values: { id: expect.stringMatching(/^[0-9a-f-]{36}$/), triggers: { a: '1' } } },
    ]);
    expect(await project.plan()).toMatchObject({ code: 0 });
  });

  test('replaces it when a trigger changes', async () => {
    const before = await id();
    project.write({ 'main.tf': resource('a = "2"') });
    const plan = await project.plan();
    expect(plan).toMatchObject({ code: 2, output: expect.stringContaining('# forces replacement') });
    expect(await project.apply()).toMatchObject({ code: 0 });
    expect(await id()).not.toBe(before);
  });

  test('replaces it when a trigger is unknown', async () => {
    project.write({
      'main.tf': `${resource('a = null_resource.other.id')}\nresource "null_resource" "other" {}\n`,
    });
    const plan = await project.planJson();
    expect(plan.resource_changes?.map(({ address, change }) => [address, change.actions])).toEqual([
      ['null_resource.one', ['delete', 'create']],
      ['null_resource.other', ['create']],
    ]);
    expect(await project.apply()).toMatchObject({ code: 0 });
    expect(await project.plan()).toMatchObject({ code: 0 });
  });

  test('destroys it', async () => {
    expect(await project.destroy()).toMatchObject({ code: 0 });
    expect(await project.resources()).toEqual([]);
  });

  test('refuses to import a resource, as hashicorp/null does', async () => {
    project.write({ 'main.tf': `${resource('a = "1"')}\nresource "null_resource" "two" {}\n` });
    const imported = await project.run('import', 'null_resource.two', '5');
    expect(imported).toMatchObject({ code: 1, output: expect.stringContaining('does not support import') });
  });

  test('a moved block moves it to terraform_data', async () => {
    const before = await id();
    project.write({
      'main.tf': `
resource "terraform_data" "one" {
  triggers_replace = { a = "1" }
}
moved {
  from = null_resource.one
  to   = terraform_data.one
}
`,
    });
    expect(await project.apply()).toMatchObject({ code: 0 });
    expect(await project.resources()).toMatchObject([{ address: 'terraform_data.one', values: { id: before } }]);
  });

  test('reads its data source with a deprecation warning', async () => {
    project.write({
      'main.tf':
        'data "null_data_source" "echo" {\n  inputs = { a = "b" }\n}\noutput "o" {\n  value = data.null_data_source.echo.outputs["a"]\n}\n',
    });
    const applied = await project.apply();
    expect(applied).toMatchObject({ code: 0, output: expect.stringContaining('Use locals') });
    expect(applied.output).toContain('o = "b"');
  });
});
