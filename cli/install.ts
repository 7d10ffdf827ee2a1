import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { CommandError, type CommandEntry } from './command.ts';
import { print } from './output.ts';

/** The file in the home folder that records the Node.js of an installed provider. The package's launcher reads it. */
export const nodeRecord = '.terraform.d/gigaset-redirect.node';

/** The registries of Terraform and OpenTofu, under which they look for `gigaset-redirect/gigaset`. */
const hosts = ['registry.terraform.io', 'registry.opentofu.org'];
const source = 'gigaset-redirect/gigaset';

/** The folder in which both engines look for plugins by default. */
const home = homeFolder();
const pluginFolder = join(home, '.terraform.d', 'plugins');

/** `gigaset-redirect install`: makes the provider available to HCL in any folder without a registry. */
export const installCommand: CommandEntry = {
  name: 'install',
  register(program: Command): void {
    program
      .command('install')
      .summary('install the provider where Terraform and OpenTofu look for plugins')
      .description(
        'Installs the provider where Terraform and OpenTofu look for plugins, so that HCL in any folder finds it without a registry. You can repeat it.',
      )
      .addHelpText(
        'before',
        'Examples:\n  gigaset-redirect install\n  gigaset-redirect install --dir /usr/share/terraform/plugins\n',
      )
      .addOption(
        new Option('--dir <dir>', 'a filesystem mirror of your own').default(
          pluginFolder,
          'the plugin folder of this user, ~/.terraform.d/plugins',
        ),
      )
      .option('--remove', 'remove every version of it')
      .action(install);
  },
};

function install({ dir: given, remove }: { dir: string; remove?: true }): void {
  if (process.platform === 'win32') {
    throw new CommandError('On Windows, engines start only .exe files. Use the provider inside WSL.');
  }
  const dir = resolve(given);
  const places = hosts.map((host) => join(dir, host, source));
  if (remove === true) {
    const there = places.filter((place) => existsSync(place));
    for (const place of there) removeProvider(place, dir);
    if (dir === pluginFolder) rmSync(join(home, nodeRecord), { force: true });
    print(there.length === 0 ? `The provider is not in ${dir}: nothing to remove.` : 'Removed the provider from');
    for (const place of there) print(`  ${place}`);
    return;
  }
  const from = builtPackage();
  const targets = places.map((place) => join(place, manifest.version, goPlatform()));
  const news = targets.map((target) => copyPackage(from, target));
  // Only this user's plugin folder belongs to this machine; a mirror may be shared.
  if (dir === pluginFolder) writeFileSync(join(home, nodeRecord), `${process.execPath}\n`);

  print(
    `${news.includes(true) ? 'Installed' : 'Already installed:'} provider ${source} ${manifest.version} for ${goPlatform()}`,
  );
  for (const target of targets) print(`  ${target}`);
  print(dir === pluginFolder ? `It runs on ${process.execPath}.` : howToUse(dir));
  print(`
Now write, in any folder:

  terraform {
    required_providers {
      gigaset = {
        source  = "${source}"
        version = "${manifest.version}"
      }
    }
  }

  resource "gigaset_device" "reception" {
    mac_id        = "7C2F80820EC0-55DF"
    url           = "http://provider.example/xml/%MACD.xml"
    provider_name = "Daryna"
  }

and type

  export GIGASET_ENDPOINT=… GIGASET_USERNAME=… GIGASET_PASSWORD=…
  terraform init && terraform plan        (or tofu)`);
}

/** Operating system and architecture in Go's notation, which engines use: `linux_amd64`. */
export function goPlatform(): string {
  const systems: Partial<Record<NodeJS.Platform, string>> = { win32: 'windows' };
  const architectures: Partial<Record<NodeJS.Architecture, string>> = { x64: 'amd64', ia32: '386' };
  return `${systems[process.platform] ?? process.platform}_${architectures[process.arch] ?? process.arch}`;
}

/** How to make engines use a folder that is not a default. */
const howToUse = (dir: string): string => `It runs on the Node.js that is on PATH, or that GIGASET_REDIRECT_NODE names.
Engines look there when their CLI configuration (~/.terraformrc, ~/.tofurc, or the file that TF_CLI_CONFIG_FILE names) says

  provider_installation {
    filesystem_mirror {
      path    = ${JSON.stringify(dir)}
      include = ["*/gigaset-redirect/*"]
    }
    direct {
      exclude = ["*/gigaset-redirect/*"]
    }
  }`;

/**
 * The package that `npm run build` has created.
 *
 * @throws CommandError if it does not exist
 */
function builtPackage(): string {
  // Relative to the chunks in dist/cli/, and to the sources in cli/.
  const places = ['../provider-package', '../dist/provider-package'].map((path) => join(import.meta.dirname, path));
  const found = places.find((place) => existsSync(place));
  if (found !== undefined) return found;
  throw new CommandError('The provider is not built yet. Type: npm run build');
}

/** Copies a package atomically; returns whether it has changed anything. */
function copyPackage(from: string, target: string): boolean {
  if (existsSync(target) && samePackage(from, target)) return false;
  const fresh = `${target}.${process.pid}.new`;
  mkdirSync(dirname(target), { recursive: true });
  cpSync(from, fresh, { recursive: true });
  rmSync(target, { recursive: true, force: true });
  renameSync(fresh, target);
  return true;
}

function removeProvider(place: string, dir: string): void {
  rmSync(place, { recursive: true });
  // Remove folders that are empty now; folders of other plugins stay.
  for (let parent = dirname(place); parent !== dir && readdirSync(parent).length === 0; parent = dirname(parent)) {
    rmdirSync(parent);
  }
}

function samePackage(one: string, other: string): boolean {
  const files = readdirSync(one);
  return (
    files.length === readdirSync(other).length &&
    files.every(
      (file) => existsSync(join(other, file)) && readFileSync(join(one, file)).equals(readFileSync(join(other, file))),
    )
  );
}

/** The home folder; the root if the user has none, as a service or in a container. */
function homeFolder(): string {
  try {
    return homedir();
  } catch {
    return '/';
  }
}
