import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Operating system and architecture in Go's notation, which engines use: `linux_amd64`. */
export function goPlatform(): string {
  const systems: Partial<Record<NodeJS.Platform, string>> = { win32: 'windows' };
  const architectures: Partial<Record<NodeJS.Architecture, string>> = { x64: 'amd64', ia32: '386' };
  return `${systems[process.platform] ?? process.platform}_${architectures[process.arch] ?? process.arch}`;
}

/** The default registries of Terraform and OpenTofu, under which they look for `gigaset-redirect/gigaset`. */
export const registryHosts = ['registry.terraform.io', 'registry.opentofu.org'] as const;

/** Whether this is the standalone executable, which runs on Bun. */
export const isStandalone: boolean = process.versions['bun'] !== undefined;

/** The home folder; the root if the user has none, as a service or in a container. */
function homeFolder(): string {
  try {
    return homedir();
  } catch {
    return '/';
  }
}

export const home: string = homeFolder();

/** The folder with this user's settings for both engines. */
const userFolder =
  process.platform === 'win32'
    ? join(process.env['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'terraform.d')
    : join(home, '.terraform.d');

/** The folder in which both engines look for plugins by default. */
export const pluginFolder: string = join(userFolder, 'plugins');

/** The file in the home folder that records the Node.js of an installed provider. The package's launcher reads it. */
export const nodeRecord = '.terraform.d/gigaset-redirect.node';

export type Engine = 'Terraform' | 'OpenTofu';

/**
 * The main CLI configuration that an engine reads: the first candidate that exists, otherwise the one that both engines
 * would read.
 */
export function mainConfiguration(engine: Engine, env: NodeJS.ProcessEnv = process.env): string {
  const chosen = chosenConfiguration(env);
  if (chosen !== undefined) return chosen;
  const windows = process.platform === 'win32';
  const folder = windows ? join(userFolder, '..') : home;
  const terraform = join(folder, windows ? 'terraform.rc' : '.terraformrc');
  if (engine === 'Terraform') return terraform;
  const others = [join(folder, windows ? 'tofu.rc' : '.tofurc'), terraform, ...openTofuFolders(env, 'tofurc')];
  return others.find((file) => existsSync(file)) ?? terraform;
}

/** The files that an engine reads besides the main one: `.tfrc` files in its folder, unless a variable names a file. */
export function furtherConfigurations(engine: Engine, env: NodeJS.ProcessEnv = process.env): readonly string[] {
  if (chosenConfiguration(env) !== undefined) return [];
  const [openTofu] = engine === 'OpenTofu' && !existsSync(userFolder) ? openTofuFolders(env) : [];
  const folder = openTofu ?? userFolder;
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => /\.tfrc(?:\.json)?$/.test(name));
  return names.sort().map((name) => join(folder, name));
}

/** The file that a variable names instead of all others. */
const chosenConfiguration = (env: NodeJS.ProcessEnv): string | undefined =>
  [env['TF_CLI_CONFIG_FILE'], env['TERRAFORM_CONFIG']].find((file) => file !== undefined && file !== '');

/** Where OpenTofu looks on Unix if the folders that both engines share do not exist. */
const openTofuFolders = (env: NodeJS.ProcessEnv, ...names: readonly string[]): readonly string[] => {
  const folder = env['XDG_CONFIG_HOME'] ?? '';
  return folder === '' || process.platform === 'win32' ? [] : [join(folder, 'opentofu', ...names)];
};
