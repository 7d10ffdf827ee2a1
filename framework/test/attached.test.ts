import { engines } from '../../test/support/engine.ts';
import { createProject, type Project } from '../../test/support/project.ts';
import { endAll, type PluginProcess, sampleCommand, startPlugin } from './support/plugin-process.ts';

// A provider that was started by hand with --debug: the engine attaches to it.

const versions = `
terraform {
  required_providers {
    sample = {
      source = "example/sample"
    }
  }
}
`;

describe.each(engines())('attached to by $name $version', (engine) => {
  let project: Project;
  let plugin: PluginProcess;
  beforeEach(async () => {
    plugin = startPlugin([...sampleCommand, '--debug']);
    const line = await plugin.line(/TF_REATTACH_PROVIDERS=/);
    const reattach = /'(.*)'/.exec(line)?.[1];
    project = await createProject({ engine, hcl: versions, env: { TF_REATTACH_PROVIDERS: reattach } });
  });
  afterEach(async () => {
    project.remove();
    await endAll();
  });

  const apply = async (hcl: string) => {
    project.write({ 'main.tf': `${versions}${hcl}` });
    return project.apply();
  };
  const values = async (): Promise<unknown> => (await project.resources()).map(({ values: of }) => of);

  const full = `
provider "sample" {
  token = "t"
}
resource "sample_thing" "one" {
  name     = "Anna"
  price    = 12345678901234567890.123
  ratio    = 0.1
  tags     = ["a", "b"]
  lines    = ["x"]
  labels   = { constructor = "c", "a b" = "d" }
  place    = { floor = 2, room = "r" }
  anything = { deep = [1, "two", null] }
  secret   = "SECRET-TEXT"
  settings = {}
  members = [
    { name = "m", password = "SECRET-PASSWORD" },
    { name = "n", weight = 5 },
  ]
  rule {
    port = 1
  }
  rule {
    port = 2
  }
}
`;

  test('it keeps one of each kind of value, and a second plan is empty', async () => {
    expect(await apply(full)).toMatchObject({ code: 0 });
    expect(await values()).toMatchObject([
      {
        id: 'id of Anna',
        name: 'Anna',
        revision: 1,
        size: 3,
        ratio: 0.1,
        settings: { mode: 'auto', key: 'key of Anna' },
        members: [
          { name: 'm', weight: 10, key: 'm' },
          { name: 'n', weight: 5, key: 'n' },
        ],
        rule: [
          { port: 1, key: 'port 1' },
          { port: 2, key: 'port 2' },
        ],
      },
    ]);
    expect(await project.plan()).toMatchObject({ code: 0 });
  });

  test('it plans no secret in clear, and changes an element of a set in place', async () => {
    expect(await apply(full)).toMatchObject({ code: 0 });
    project.write({ 'main.tf': `${versions}${full.replace('weight = 5', 'weight = 6').replace('Anna', 'ANNA')}` });
    const plan = await project.plan();
    expect(plan).toMatchObject({ code: 2, output: expect.stringContaining('0 to add, 1 to change, 0 to destroy') });
    expect(plan.output).not.toContain('SECRET');
    expect(await project.apply()).toMatchObject({ code: 0 });
    expect(await project.plan()).toMatchObject({ code: 0 });
  });

  test('it sends a write-only value, which is in no state', async () => {
    const thing = (secret: string, version: number) =>
      `resource "sample_thing" "one" {\n  name = "w"\n  secret_wo = "${secret}"\n  secret_wo_version = ${version}\n}\n`;
    expect(await apply(thing('SECRET-1', 1))).toMatchObject({ code: 0 });
    expect(await project.showText()).not.toContain('SECRET');
    // The private state remembers it: revision 3 says that another one came.
    expect(await apply(thing('SECRET-2', 2))).toMatchObject({ code: 0 });
    expect(await values()).toMatchObject([{ revision: 3, secret_wo: null }]);
  });

  test('it imports by an ID, and a state of an older kind by a moved block', async () => {
    const imported =
      'import {\n  to = sample_thing.one\n  id = "I"\n}\nresource "sample_thing" "one" {\n  name = "I"\n}\n';
    expect(await apply(imported)).toMatchObject({ code: 0, output: expect.stringContaining('1 imported') });
    expect(await apply('resource "sample_old" "one" {}\n')).toMatchObject({ code: 0 });
    const moved =
      'moved {\n  from = sample_old.one\n  to = sample_thing.one\n}\nresource "sample_thing" "one" {\n  name = "moved"\n}\n';
    expect(await apply(moved)).toMatchObject({ code: 0 });
    expect(await values()).toMatchObject([{ id: 'old', name: 'moved' }]);
  });

  test('it shows a warning of a success, an error at its line, and what a failed create left as tainted', async () => {
    const named = (name: string) => `resource "sample_thing" "one" {\n  name = "${name}"\n}\n`;
    expect(await apply(named('warned'))).toMatchObject({
      code: 0,
      output: expect.stringContaining('It was made late'),
    });
    expect(await apply(named('nothing'))).toMatchObject({
      code: 1,
      output: expect.stringMatching(/It was not made[\s\S]*name = "nothing"/),
    });
    expect(await project.resources()).toEqual([]);
    expect(await apply(named('half'))).toMatchObject({
      code: 1,
      output: expect.stringContaining('Only half of it was made'),
    });
    expect(await project.resources()).toMatchObject([{ tainted: true, values: { name: 'half' } }]);
  });

  test('it warns at plan of what will come, and refuses there a change that it could not make', async () => {
    project.write({ 'main.tf': `${versions}resource "sample_thing" "one" {\n  name = "foreseen"\n}\n` });
    expect(await project.plan()).toMatchObject({
      code: 2,
      output: expect.stringMatching(/Warning: It will be made late[\s\S]*name = "foreseen"/),
    });
    const old = (note: string, label = 'a') =>
      `resource "sample_old" "one" {\n  note = "${note}"\n  label = "${label}"\n}\n`;
    expect(await apply(old('a'))).toMatchObject({ code: 0 });
    project.write({ 'main.tf': `${versions}${old('b')}` });
    expect(await project.plan()).toMatchObject({
      code: 1,
      output: expect.stringMatching(/A sample_old cannot be changed in place[\s\S]*note += "b"/),
    });
    // Together with one that replaces, it can be made.
    expect(await apply(old('b', 'b'))).toMatchObject({ code: 0, output: expect.stringContaining('1 added') });
  });

  test('it saves what an update has done before it failed, untainted, and the next plan is for the rest', async () => {
    const sized = (size: number, line: string) =>
      `resource "sample_thing" "one" {\n  name = "half changed"\n  size = ${size}\n  lines = ["${line}"]\n}\n`;
    expect(await apply(sized(1, 'a'))).toMatchObject({ code: 0 });
    const { code, output } = await apply(sized(2, 'b'));
    expect({ code, output }).toMatchObject({ code: 1, output: expect.stringContaining('Only half of it was changed') });
    expect(output).not.toContain('inconsistent');
    const [one] = await project.resources();
    expect(one).toMatchObject({ values: { size: 99, revision: 7, lines: ['a'] } });
    expect(one).not.toHaveProperty('tainted');
    project.write({ 'main.tf': `${versions}${sized(99, 'b')}` });
    const next = await project.plan();
    expect(next).toMatchObject({ code: 2, output: expect.stringContaining('0 to add, 1 to change, 0 to destroy') });
    expect(next.output).not.toMatch(/~ size/);
  });

  test('it takes an ephemeral value for its own configuration', async () => {
    const hcl = `
variable "token" {
  type      = string
  ephemeral = true
}
provider "sample" {
  token = var.token
}
resource "sample_thing" "one" {
  name = "e"
}
`;
    project.write({ 'main.tf': `${versions}${hcl}` });
    expect(await project.apply('-var', 'token=old')).toMatchObject({
      code: 0,
      output: expect.stringContaining('An old token'),
    });
    expect(await project.plan('-var', 'token=SECRET')).toMatchObject({ code: 0 });
    expect(await project.showText()).not.toContain('old');
  });

  test('it reads data, and says what is wrong with what is asked for', async () => {
    const asked = (text: string) =>
      `data "sample_echo" "one" {\n  text = ${text}\n}\noutput "o" {\n  value = data.sample_echo.one.length\n}\n`;
    expect(await apply(asked('"four"'))).toMatchObject({ code: 0, output: expect.stringContaining('o = 4') });
    expect(await apply(asked('"mute"'))).toMatchObject({
      code: 1,
      output: expect.stringMatching(/It says nothing[\s\S]*text = "mute"/),
    });
    // What is known after apply only, is read then.
    const late = await apply(`resource "sample_thing" "one" {\n  name = "late"\n}\n${asked('sample_thing.one.id')}`);
    expect(late).toMatchObject({ code: 0, output: expect.stringContaining(`o = ${'id of late'.length}`) });
  });

  test('it calls functions, and points at the argument that is wrong', async () => {
    const output = (value: string) => `output "o" {\n  value = provider::sample::${value}\n}\n`;
    const good = await apply(output('joined("-", "a", "b", "c")'));
    expect(good).toMatchObject({ code: 0, output: expect.stringContaining('o = "a-b-c"') });
    expect(await apply(output('half(3)'))).toMatchObject({ code: 1, output: expect.stringContaining('3 is not even') });
    const less = await apply(output('half(-2)'));
    expect(less).toMatchObject({ code: 1, output: expect.stringContaining('There is no half of -2') });
    expect(less.output).not.toContain('made a mistake');
    const sum = 'sum([for row in provider::sample::rows("a,1\\nb,2\\nc", 3) : row.amount == null ? 0 : row.amount])';
    expect(await apply(`output "o" {\n  value = ${sum}\n}\n`)).toMatchObject({
      code: 0,
      output: expect.stringContaining('o = 3'),
    });
    expect(await apply(output('rows("a,x", 3)'))).toMatchObject({
      code: 1,
      output: expect.stringMatching(/Invalid value for "text" parameter: a: x is no number/),
    });
    expect(await apply(output('rows("a\\nb", 1)'))).toMatchObject({
      code: 1,
      output: expect.stringMatching(/Invalid value for "most" parameter: 1 lines at most, not 2/),
    });
    expect(await apply(output('like([1, "b"]).it[1]'))).toMatchObject({
      code: 0,
      output: expect.stringContaining('o = "b"'),
    });
  });

  test('it interrupts a call, and the provider serves the next run', async () => {
    project.write({ 'main.tf': `${versions}resource "sample_thing" "one" {\n  name = "waits"\n}\n` });
    const running = project.start('apply', '-auto-approve');
    await running.waitFor('sample_thing.one: Creating...');
    running.interrupt();
    expect(await running.finished).toMatchObject({ code: 1, output: expect.stringContaining('Interrupted as asked') });
    expect(await apply('resource "sample_thing" "one" {\n  name = "goes on"\n}\n')).toMatchObject({ code: 0 });
  });
});
