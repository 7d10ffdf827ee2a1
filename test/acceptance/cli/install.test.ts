import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engines } from '../../support/engine.ts';
import { startEngine } from '../../support/running-engine.ts';
import { type CommandResult, runCommand } from '../../support/server.ts';

const hcl = `terraform {
  required_providers {
    gigaset = {
      source = "gigaset-redirect/gigaset"
    }
  }
}

resource "gigaset_device" "reception" {
  mac_id        = "7C2F80820EC0-55DF"
  url           = "http://provider.example/xml/%MACD.xml"
  provider_name = "Daryna"
}
`;

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'gigaset-install-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const install = (...args: readonly string[]): Promise<CommandResult> =>
  runCommand(['install', ...args], '', { HOME: home });

describe('gigaset-redirect install', () => {
  test.each(engines())(
    'lets $name $version find the provider from any folder, without a registry',
    async ({ path }) => {
      const { code, stdout } = await install();
      expect(code).toBe(0);
      expect(stdout).toMatch(/^Installed provider gigaset-redirect\/gigaset /);

      const folder = join(home, 'anywhere');
      const env = {
        HOME: home,
        PATH: process.env['PATH'],
        CHECKPOINT_DISABLE: '1',
        GIGASET_ENDPOINT: 'http://127.0.0.1:9',
        GIGASET_USERNAME: 'daryna',
        GIGASET_PASSWORD: 'secret',
      };
      const engine = async (...args: readonly string[]): Promise<string> => {
        const result = await startEngine(path, [...args, '-no-color', '-input=false'], { cwd: folder, env }).finished;
        expect(result).toMatchObject({ code: 0 });
        return result.output;
      };
      makeFolder(folder);
      await engine('init');
      expect(await engine('plan')).toContain('Plan: 1 to add, 0 to change, 0 to destroy.');
    },
  );

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

function makeFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'main.tf'), hcl);
}
