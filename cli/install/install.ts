import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { CommandEntry } from '../command.ts';
import { print } from '../output.ts';
import { obstaclesTo, removeObstacle } from './engines-view.ts';
import { placePackage, removeProvider } from './place-package.ts';
import { goPlatform, home, nodeRecord, pluginFolder, registryHosts } from './platform.ts';
import { findPackages, type ProviderPackage } from './provider-package.ts';

const source = 'gigaset-redirect/gigaset';

interface InstallOptions {
  readonly dir: string;
  readonly from: readonly string[];
  readonly platform: readonly string[];
  readonly remove?: true;
  readonly writeConfig?: true;
}

/** `gigaset-redirect install`: makes the provider available to HCL in any folder without a registry. */
export const installCommand: CommandEntry = {
  name: 'install',
  register(program: Command): void {
    const collect = (value: string, earlier: readonly string[]): readonly string[] => [...earlier, value];
    program
      .command('install')
      .summary('install the provider where Terraform and OpenTofu look for plugins')
      .description(
        'Installs the provider where Terraform and OpenTofu look for plugins, so that HCL in any folder finds it without a registry. You can repeat it.',
      )
      .addHelpText(
        'before',
        `Examples:
  gigaset-redirect install
  gigaset-redirect install --from terraform-provider-gigaset_0.2.0_linux_amd64.zip
  gigaset-redirect install --dir /srv/mirror --platform linux_amd64 --platform darwin_arm64
`,
      )
      .addOption(
        new Option('--dir <dir>', 'a filesystem mirror of your own').default(
          pluginFolder,
          'the plugin folder of this user, ~/.terraform.d/plugins',
        ),
      )
      .addOption(
        new Option('--from <file>', 'an archive of a release, or a folder with archives; can be repeated')
          .argParser(collect)
          .default([], 'the provider for Node.js that this program contains'),
      )
      .addOption(
        new Option('--platform <os_arch>', 'install for another platform, such as darwin_arm64; can be repeated')
          .argParser(collect)
          .default([], 'this one, or all platforms of the archives'),
      )
      .option('--write-config', "add the folder to the engines' CLI configuration if they would not look there")
      .option('--remove', 'remove every version of the provider')
      .action(install);
  },
};

function install({ dir: given, from, platform, remove, writeConfig }: InstallOptions): void {
  const dir = resolve(given);
  const places = registryHosts.map((host) => join(dir, host, source));
  if (remove === true) {
    removeFrom(dir, places);
    return;
  }
  const packages = findPackages(from, platform);
  for (const one of packages) place(one, places);
  // Only this user's plugin folder belongs to this machine; a mirror may be shared.
  if (dir === pluginFolder && packages.some(({ needsNode }) => needsNode)) {
    const record = join(home, nodeRecord);
    mkdirSync(dirname(record), { recursive: true });
    writeFileSync(record, `${process.execPath}\n`);
    print(`It runs on ${process.execPath}.`);
  } else if (packages.some(({ needsNode }) => needsNode)) {
    print('It runs on the Node.js that is on PATH, or that GIGASET_REDIRECT_NODE names.');
  }
  prepareEngines(dir, writeConfig === true);
  const [version] = packages.map((one) => one.version);
  if (version !== undefined && packages.some((one) => one.platform === goPlatform())) print(nextSteps(version));
}

function place({ version, platform, files }: ProviderPackage, places: readonly string[]): void {
  const targets = places.map((folder) => join(folder, version, platform));
  const changed = targets.map((target) => placePackage(files, target)).includes(true);
  print(`${changed ? 'Installed' : 'Already installed:'} provider ${source} ${version} for ${platform}`);
  for (const target of targets) print(`  ${target}`);
}

/** Reports the engines that would not look into the folder, or changes their configuration so that they do. */
function prepareEngines(dir: string, write: boolean): void {
  for (const obstacle of obstaclesTo(dir)) {
    const engines = obstacle.engines.join(' and ');
    if (write) {
      removeObstacle(obstacle, dir);
      print(`\nAdded ${dir} to ${obstacle.file}, so that ${engines} will look there.`);
    } else {
      print(`\n${engines} will not look there yet. ${obstacle.remedy}\n\nOr let this command do so: --write-config`);
    }
  }
}

function removeFrom(dir: string, places: readonly string[]): void {
  const there = places.filter((place) => existsSync(place));
  for (const place of there) removeProvider(place, dir);
  if (dir === pluginFolder) rmSync(join(home, nodeRecord), { force: true });
  print(there.length === 0 ? `The provider is not in ${dir}: nothing to remove.` : 'Removed the provider from');
  for (const place of there) print(`  ${place}`);
}

/** Engines select a pre-release, as every development build is, only if a configuration names its version. */
const nextSteps = (version: string): string => `
Now write, in any folder:

  terraform {
    required_providers {
      gigaset = {
        source  = "${source}"
        version = "${version}"
      }
    }
  }

  variable "reception" {
    sensitive = true
  }

  resource "gigaset_device" "reception" {
    mac_id        = var.reception
    url           = "http://provider.example/xml/%MACD.xml"
    provider_name = "Daryna"
  }

and type

  export TF_VAR_reception=…               (the MAC-ID on the label, as in 7C2F80820EC0-55DF)
  export GIGASET_ENDPOINT=… GIGASET_USERNAME=… GIGASET_PASSWORD=…
  terraform init && terraform plan        (or tofu)`;
