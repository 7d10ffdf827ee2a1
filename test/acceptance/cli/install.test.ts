import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engines } from '../../support/engine.ts';
import { onePhone } from '../../support/one-phone.ts';
import { type EngineResult, startEngine } from '../../support/running-engine.ts';
import { type CommandResult, runCommand } from '../../support/server.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'gigaset-install-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const install = (...args: readonly string[]): Promise<CommandResult> =>
  runCommand(['install', ...args], '', { HOME: home, XDG_CONFIG_HOME: join(home, 'config'), TF_CLI_CONFIG_FILE: '' });

/** Runs a command of an engine in a folder with our HCL, with the home folder of the test. */
async function engine(path: string, ...args: readonly string[]): Promise<EngineResult> {
  const folder = join(home, 'anywhere');
  makeFolder(folder);
  const env = {
    HOME: home,
    XDG_CONFIG_HOME: join(home, 'config'),
    PATH: process.env['PATH'],
    CHECKPOINT_DISABLE: '1',
    GIGASET_ENDPOINT: 'http://127.0.0.1:9',
    GIGASET_USERNAME: 'daryna',
    GIGASET_PASSWORD: 'secret',
  };
  return startEngine(path, [...args, '-no-color', '-input=false'], { cwd: folder, env }).finished;
}

describe('gigaset-redirect install', () => {
  test.each(engines())(
    'lets $name $version find the provider from any folder, without a registry',
    async ({ path }) => {
      const { code, stdout } = await install();
      expect(code).toBe(0);
      expect(stdout).toMatch(/^Installed provider gigaset-redirect\/gigaset /);

      expect(stdout).not.toContain('will not look there');
      expect(await engine(path, 'init')).toMatchObject({ code: 0 });
      expect((await engine(path, 'plan')).output).toContain('Plan: 1 to add, 0 to change, 0 to destroy.');
    },
  );

  describe.each(
    engines().flatMap(({ name, path }) =>
      ['.terraformrc', '.terraform.d/site.tfrc'].map((file) => ({ name, path, file })),
    ),
  )('if $file of $name leaves the folder out', ({ path, file }) => {
    const ours = 'provider_installation {\n  network_mirror {\n    url = "https://mirror.example/"\n  }\n}\n';
    beforeEach(() => {
      mkdirSync(join(home, '.terraform.d'), { recursive: true });
      writeFileSync(join(home, file), ours);
    });

    test('says so, and prints a block that corrects it', async () => {
      const { code, stdout } = await install();
      expect(code).toBe(0);
      expect(stdout).toContain('Terraform and OpenTofu will not look there yet.');
      expect((await engine(path, 'init')).code).toBe(1);
      const [block = ''] = /  filesystem_mirror \{[^}]*\}/.exec(stdout) ?? [];
      const exclude = '    exclude = ["gigaset-redirect/*"]\n';
      const changed = ours.replace('{\n', `{\n${block}\n`).replace('    url', `${exclude}    url`);
      writeFileSync(join(home, file), changed);
      expect(await engine(path, 'init')).toMatchObject({ code: 0 });
    });

    test('--write-config adds the block', async () => {
      const { code, stdout } = await install('--write-config');
      expect(code).toBe(0);
      expect(stdout).toContain(join(home, file));
      expect(await engine(path, 'init')).toMatchObject({ code: 0 });
      expect((await install()).stdout).not.toContain('will not look there');
    });
  });

  describe.each(engines())('if a configuration that only OpenTofu reads leaves the folder out', ({ name, path }) => {
    test.each(['.tofurc', 'config/opentofu/tofurc'])(`--write-config adds the block for ${name}: %s`, async (file) => {
      mkdirSync(join(home, file, '..'), { recursive: true });
      writeFileSync(join(home, file), 'provider_installation {\n  direct {\n    exclude = ["*/*/*"]\n  }\n}\n');
      expect((await install()).stdout).toContain('\nOpenTofu will not look there yet.');
      expect(await engine(path, 'init')).toMatchObject({ code: name === 'OpenTofu' ? 1 : 0 });
      expect((await install('--write-config')).stdout).toContain(join(home, file));
      rmSync(join(home, 'anywhere'), { recursive: true });
      expect(await engine(path, 'init')).toMatchObject({ code: 0 });
    });
  });

  test('--write-config creates the configuration for another folder', async () => {
    const [{ path } = { path: '' }] = engines();
    const { code } = await install('--dir', join(home, 'mirror'), '--write-config');
    expect(code).toBe(0);
    expect(await engine(path, 'init')).toMatchObject({ code: 0 });
  });

  test('a configuration as JSON is reported and not changed', async () => {
    mkdirSync(join(home, '.terraform.d'));
    const file = join(home, '.terraform.d', 'site.tfrc.json');
    const text = '{"provider_installation":[{"direct":{"exclude":["gigaset-redirect/*"]}}]}';
    writeFileSync(file, text);
    expect((await install()).stdout).toContain(file);
    expect(await install('--write-config')).toMatchObject({ code: 1, stderr: expect.stringContaining(file) });
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  test.each(['/proc/x', '/dev/null/x'])('a folder that cannot be created is reported: %s', async (folder) => {
    const { code, stderr } = await install('--dir', folder);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(`'${folder}'`) });
    expect(stderr).toContain('--dir');
  });

  test('--platform installs for several platforms, but not for Windows without an archive', async () => {
    const mirror = join(home, 'mirror');
    const { code } = await install('--dir', mirror, '--platform', 'linux_arm64', '--platform', 'darwin_arm64');
    expect(code).toBe(0);
    const [version = ''] = readdirSync(join(mirror, 'registry.terraform.io/gigaset-redirect/gigaset'));
    const folder = join(mirror, 'registry.opentofu.org/gigaset-redirect/gigaset', version);
    expect(readdirSync(folder).sort()).toEqual(['darwin_arm64', 'linux_arm64']);
    const refused = await install('--dir', mirror, '--platform', 'windows_amd64');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('_windows_amd64.zip');
  });

  test.each([
    ['a file that does not exist', () => join(home, 'nowhere.zip')],
    ['another file', () => named('notes.txt')],
    ['a damaged archive', () => named('terraform-provider-gigaset_0.2.0_linux_amd64.zip')],
  ])('--from refuses %s', async (_what, path) => {
    const { code, stdout, stderr } = await install('--from', path());
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^gigaset-redirect: /);
    expect(existsSync(join(home, '.terraform.d'))).toBe(false);
  });

  test('reports an existing installation', async () => {
    await install();
    const { code, stdout } = await install();
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Already installed: provider gigaset-redirect\/gigaset /);
  });

  test('prints the HCL to write next', async () => {
    const { stdout } = await install();
    expect(stdout).toContain('source  = "gigaset-redirect/gigaset"');
  });

  test('--remove leaves nothing behind and keeps other plugins', async () => {
    await install();
    const plugins = join(home, '.terraform.d', 'plugins');
    makeFolder(join(plugins, 'registry.terraform.io', 'somebody', 'else'));
    const { code, stdout } = await install('--remove');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Removed the provider from\n/);
    expect(readdirSync(plugins)).toEqual(['registry.terraform.io']);
    expect(readdirSync(join(plugins, 'registry.terraform.io'))).toEqual(['somebody']);
    expect(readdirSync(join(home, '.terraform.d'))).toEqual(['plugins']);
    expect((await install('--remove')).stdout).toContain('nothing to remove');
  });

  test('--dir uses another folder and prints the engine configuration for it', async () => {
    const mirror = join(home, 'mirror');
    const { code, stdout } = await install('--dir', mirror);
    expect(code).toBe(0);
    expect(readdirSync(mirror).sort()).toEqual(['registry.opentofu.org', 'registry.terraform.io']);
    expect(existsSync(join(home, '.terraform.d'))).toBe(false);
    expect(stdout).toContain('filesystem_mirror');
  });
});

/** A file with this name that is not an archive. */
function named(name: string): string {
  writeFileSync(join(home, name), 'no archive');
  return join(home, name);
}

function makeFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'main.tf'), onePhone);
}
