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

/** The CLI configurations that an engine reads, in the order of preference: the first that exists counts. */
export function configurationFiles(engine: 'Terraform' | 'OpenTofu', env: NodeJS.ProcessEnv = process.env): string[] {
  const chosen = env['TF_CLI_CONFIG_FILE'] ?? '';
  if (chosen !== '') return [chosen];
  const windows = process.platform === 'win32';
  const folder = windows ? join(userFolder, '..') : home;
  const terraform = join(folder, windows ? 'terraform.rc' : '.terraformrc');
  return engine === 'Terraform' ? [terraform] : [join(folder, windows ? 'tofu.rc' : '.tofurc'), terraform];
}
