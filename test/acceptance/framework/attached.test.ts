import {
  endAll,
  type PluginProcess,
  sampleCommand,
  startPlugin,
} from '../../../framework/test/support/plugin-process.ts';
import { engines } from '../../support/engine.ts';
import { createProject, type Project } from '../../support/project.ts';

// An engine attaches to a provider that was started with --debug.

const versions = `
terraform {
  required_providers {
    sample = {
      source = "example/sample"
    }
  }
}
`;

describe.each(engines())('$name $version attached to a provider', (engine) => {
  let project: Project;
  let plugin: PluginProcess;
  beforeEach(async () => {
    plugin = startPlugin([...sampleCommand, '--debug'], { TF_LOG: 'info' });
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

  test('keeps a value of each kind, and the second plan is empty', async () => {
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

  test('shows no secret in a plan, and changes an element of a set in place', async () => {
    expect(await apply(full)).toMatchObject({ code: 0 });
    project.write({ 'main.tf': `${versions}${full.replace('weight = 5', 'weight = 6').replace('Anna', 'ANNA')}` });
    const plan = await project.plan();
    expect(plan).toMatchObject({ code: 2, output: expect.stringContaining('0 to add, 1 to change, 0 to destroy') });
    expect(plan.output).not.toContain('SECRET');
    expect(await project.apply()).toMatchObject({ code: 0 });
    expect(await project.plan()).toMatchObject({ code: 0 });
  });

  test('passes a write-only value on without saving it', async () => {
    const thing = (secret: string, version: number) =>
      `resource "sample_thing" "one" {\n  name = "w"\n  secret_wo = "${secret}"\n  secret_wo_version = ${version}\n}\n`;
    expect(await apply(thing('SECRET-1', 1))).toMatchObject({ code: 0 });
    expect(await project.showText()).not.toContain('SECRET');
    // Revision 3 means that the value differs from the one in the private state.
    expect(await apply(thing('SECRET-2', 2))).toMatchObject({ code: 0 });
    expect(await values()).toMatchObject([{ revision: 3, secret_wo: null }]);
  });

  test('imports by an ID, and takes over another type by a moved block', async () => {
    const imported =
      'import {\n  to = sample_thing.one\n  id = "I"\n}\nresource "sample_thing" "one" {\n  name = "I"\n}\n';
    expect(await apply(imported)).toMatchObject({ code: 0, output: expect.stringContaining('1 imported') });
    expect(await apply('resource "sample_old" "one" {}\n')).toMatchObject({ code: 0 });
    const moved =
      'moved {\n  from = sample_old.one\n  to = sample_thing.one\n}\nresource "sample_thing" "one" {\n  name = "moved"\n}\n';
    expect(await apply(moved)).toMatchObject({ code: 0 });
    expect(await values()).toMatchObject([{ id: 'old', name: 'moved' }]);
  });

  test('shows warnings, points errors at their line, and taints a partial create', async () => {
    const named = (name: string) => `resource "sample_thing" "one" {\n  name = "${name}"\n}\n`;
    expect(await apply(named('warned'))).toMatchObject({
      code: 0,
      output: expect.stringContaining('It was created late'),
    });
    expect(await apply(named('nothing'))).toMatchObject({
      code: 1,
      output: expect.stringMatching(/It was not created[\s\S]*name = "nothing"/),
    });
    expect(await project.resources()).toEqual([]);
    expect(await apply(named('half'))).toMatchObject({
      code: 1,
      output: expect.stringContaining('Only half of it was created'),
    });
    expect(await project.resources()).toMatchObject([{ tainted: true, values: { name: 'half' } }]);
  });

  test('warns at plan, and refuses a change that needs an update', async () => {
    project.write({ 'main.tf': `${versions}resource "sample_thing" "one" {\n  name = "foreseen"\n}\n` });
    expect(await project.plan()).toMatchObject({
      code: 2,
      output: expect.stringMatching(/Warning: It will be created late[\s\S]*name = "foreseen"/),
    });
    const old = (note: string, label = 'a') =>
      `resource "sample_old" "one" {\n  note = "${note}"\n  label = "${label}"\n}\n`;
    expect(await apply(old('a'))).toMatchObject({ code: 0 });
    project.write({ 'main.tf': `${versions}${old('b')}` });
    expect(await project.plan()).toMatchObject({
      code: 1,
      output: expect.stringMatching(/A sample_old cannot be changed in place[\s\S]*note += "b"/),
    });
    // Together with a change that replaces, the same change succeeds.
    expect(await apply(old('b', 'b'))).toMatchObject({ code: 0, output: expect.stringContaining('1 added') });
  });

  test('saves the partial state of a failed update, and plans the rest next', async () => {
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

  test('accepts an ephemeral value in the provider configuration', async () => {
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

  test('reads data, and points errors at their line', async () => {
    const asked = (text: string) =>
      `data "sample_echo" "one" {\n  text = ${text}\n}\noutput "o" {\n  value = data.sample_echo.one.length\n}\n`;
    expect(await apply(asked('"four"'))).toMatchObject({ code: 0, output: expect.stringContaining('o = 4') });
    expect(await apply(asked('"mute"'))).toMatchObject({
      code: 1,
      output: expect.stringMatching(/It says nothing[\s\S]*text = "mute"/),
    });
    // A configuration that is unknown at plan is read at apply.
    const late = await apply(`resource "sample_thing" "one" {\n  name = "late"\n}\n${asked('sample_thing.one.id')}`);
    expect(late).toMatchObject({ code: 0, output: expect.stringContaining(`o = ${'id of late'.length}`) });
  });

  test('calls functions, and points errors at their argument', async () => {
    const output = (value: string) => `output "o" {\n  value = provider::sample::${value}\n}\n`;
    const good = await apply(output('joined("-", "a", "b", "c")'));
    expect(good).toMatchObject({ code: 0, output: expect.stringContaining('o = "a-b-c"') });
    expect(await apply(output('half(3)'))).toMatchObject({ code: 1, output: expect.stringContaining('3 is not even') });
    const less = await apply(output('half(-2)'));
    expect(less).toMatchObject({ code: 1, output: expect.stringContaining('-2 is negative') });
    expect(less.output).not.toContain('Unexpected error');
    const sum = 'sum([for row in provider::sample::rows("a,1\\nb,2\\nc", 3) : row.amount == null ? 0 : row.amount])';
    expect(await apply(`output "o" {\n  value = ${sum}\n}\n`)).toMatchObject({
      code: 0,
      output: expect.stringContaining('o = 3'),
    });
    expect(await apply(output('rows("a,x", 3)'))).toMatchObject({
      code: 1,
      output: expect.stringMatching(/Invalid value for "text" parameter: a: x is not a number/),
    });
    expect(await apply(output('rows("a\\nb", 1)'))).toMatchObject({
      code: 1,
      output: expect.stringMatching(/Invalid value for "most" parameter: At most 1 lines are allowed, not 2/),
    });
    expect(await apply(output('like([1, "b"]).it[1]'))).toMatchObject({
      code: 0,
      output: expect.stringContaining('o = "b"'),
    });
  });

  test('opens a token, passes it on without saving it, and closes it', async () => {
    const hcl = (owner: string) => `
ephemeral "sample_token" "one" {
  owner    = "${owner}"
  lifetime = 60000
}
resource "sample_thing" "one" {
  name              = "t"
  secret_wo         = ephemeral.sample_token.one.value
  secret_wo_version = 1
}
`;
    expect(await apply(hcl('Anna'))).toMatchObject({ code: 0 });
    await plugin.logged('closed a token');
    expect(await project.showText()).not.toContain('TOKEN-OF');
    expect(await apply(hcl('nobody'))).toMatchObject({
      code: 1,
      output: expect.stringMatching(/No such owner[\s\S]*owner += "nobody"/),
    });
  });

  test('renews a token while it is in use', async () => {
    const hcl = `
ephemeral "sample_token" "one" {
  owner    = "Anna"
  lifetime = 1
}
resource "sample_thing" "one" {
  name      = "waits"
  secret_wo = ephemeral.sample_token.one.value
}
`;
    project.write({ 'main.tf': `${versions}${hcl}` });
    const running = project.start('apply', '-auto-approve');
    await plugin.logged('creating a thing');
    await plugin.logged('renewed a token');
    running.interrupt();
    expect(await running.finished).toMatchObject({ code: 1 });
    await plugin.logged('closed a token');
  });

  test('interrupts a call, and uses the same provider for the next run', async () => {
    project.write({ 'main.tf': `${versions}resource "sample_thing" "one" {\n  name = "waits"\n}\n` });
    const running = project.start('apply', '-auto-approve');
    await plugin.logged('creating a thing');
    running.interrupt();
    expect(await running.finished).toMatchObject({
      code: 1,
      output: expect.stringContaining('Interrupted as requested'),
    });
    expect(await apply('resource "sample_thing" "one" {\n  name = "goes on"\n}\n')).toMatchObject({ code: 0 });
  });
});
