import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { CommandError, type CommandEntry, exitCodes } from '../command.ts';
import { makeFolder } from '../make-folder.ts';
import { jsonOption } from '../options.ts';
import { print, printJson } from '../output.ts';
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
  readonly json?: true;
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
      .addOption(jsonOption())
      .action((options: InstallOptions) => {
        withClearErrors(() => install(options));
      });
  },
};

/** Tells a person what was done; says nothing if the result is printed for a program. */
type Say = (text: string) => void;

function install({ dir: given, from, platform, remove, writeConfig, json }: InstallOptions): void {
  const say: Say = json === true ? () => undefined : print;
  const dir = resolve(given);
  const places = registryHosts.map((host) => join(dir, host, source));
  if (remove === true) {
    const removed = removeFrom(dir, places, say);
    if (json === true) printJson({ removed });
    return;
  }
  const packages = findPackages(from, platform);
  const installed = packages.map((one) => place(one, places, say));
  // Only this user's plugin folder belongs to this machine; a mirror may be shared.
  if (dir === pluginFolder && packages.some(({ needsNode }) => needsNode)) {
    const record = join(home, nodeRecord);
    makeFolder(dirname(record));
    writeFileSync(record, `${process.execPath}\n`);
    say(`It runs on ${process.execPath}.`);
  } else if (packages.some(({ needsNode }) => needsNode)) {
    say('It runs on the Node.js that is on PATH, or that GIGASET_REDIRECT_NODE names.');
  }
  const hidden = prepareEngines(dir, writeConfig === true, say);
  const [version] = packages.map((one) => one.version);
  if (version !== undefined && packages.some((one) => one.platform === goPlatform())) say(nextSteps(version));
  if (json === true) printJson({ installed, hidden });
}

/** Turns errors of the file system, which name the path, into errors that say what to do. */
function withClearErrors(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error)) throw error;
    throw new CommandError(
      `The provider cannot be installed: ${error.message}. Choose a folder that you can write to with --dir.`,
      exitCodes.failed,
      { cause: error },
    );
  }
}

/** Puts a package into its folders. @returns what is there now, for a program */
function place({ version, platform, files }: ProviderPackage, places: readonly string[], say: Say) {
  const targets = places.map((folder) => join(folder, version, platform));
  const changed = targets.map((target) => placePackage(files, target)).includes(true);
  say(`${changed ? 'Installed' : 'Already installed:'} provider ${source} ${version} for ${platform}`);
  for (const target of targets) say(`  ${target}`);
  return { version, platform, folders: targets, changed };
}

/**
 * Reports the engines that would not look into the folder, or changes their configuration so that they do.
 *
 * @returns the engines that do not look there, with their configuration, for a program
 */
function prepareEngines(dir: string, write: boolean, say: Say) {
  const obstacles = obstaclesTo(dir);
  for (const obstacle of obstacles) {
    const engines = obstacle.engines.join(' and ');
    if (write) {
      removeObstacle(obstacle, dir);
      say(`\nAdded ${dir} to ${obstacle.file}, so that ${engines} will look there.`);
    } else {
      say(`\n${engines} will not look there yet. ${obstacle.remedy}\n\nOr let this command do so: --write-config`);
    }
  }
  return write ? [] : obstacles.map(({ engines, file }) => ({ engines, file }));
}

function removeFrom(dir: string, places: readonly string[], say: Say): readonly string[] {
  const there = places.filter((place) => existsSync(place));
  for (const place of there) removeProvider(place, dir);
  if (dir === pluginFolder) rmSync(join(home, nodeRecord), { force: true });
  say(there.length === 0 ? `The provider is not in ${dir}: nothing to remove.` : 'Removed the provider from');
  for (const place of there) say(`  ${place}`);
  return there;
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
