import { goPlatform } from '../../cli/install/index.ts';

/** A platform that a release has executables for. */
export interface Target {
  /** The platform in Go's notation, which engines and registries use: `linux_amd64`. */
  readonly platform: string;
  /** Set for Linux distributions without glibc, such as Alpine. Registries do not know this distinction. */
  readonly libc?: 'musl';
  /** Bun's name of the platform, which is also the end of its runtime's package name. */
  readonly bun: string;
}

/**
 * Every target. The runtimes for x64 are those that need no AVX2, because virtual machines often hide it.
 */
export const targets: readonly Target[] = [
  { platform: 'linux_amd64', bun: 'linux-x64-baseline' },
  { platform: 'linux_arm64', bun: 'linux-aarch64' },
  { platform: 'linux_amd64', libc: 'musl', bun: 'linux-x64-musl-baseline' },
  { platform: 'linux_arm64', libc: 'musl', bun: 'linux-aarch64-musl' },
  { platform: 'darwin_amd64', bun: 'darwin-x64-baseline' },
  { platform: 'darwin_arm64', bun: 'darwin-aarch64' },
  { platform: 'windows_amd64', bun: 'windows-x64-baseline' },
  { platform: 'windows_arm64', bun: 'windows-aarch64' },
];

/** `linux_amd64`, or `linux_amd64_musl`. */
export const targetName = ({ platform, libc }: Target): string =>
  libc === undefined ? platform : `${platform}_${libc}`;

export const executableSuffix = ({ platform }: Target): string => (platform.startsWith('windows_') ? '.exe' : '');

/**
 * The target that runs on this machine.
 *
 * @throws Error if there is none
 */
export function hostTarget(): Target {
  const platform = goPlatform();
  const libc = usesMusl() ? 'musl' : undefined;
  const found = targets.find((target) => target.platform === platform && target.libc === libc);
  if (found === undefined) throw new Error(`There is no standalone executable for ${platform}.`);
  return found;
}

/** Whether this process runs on musl: only with glibc does Node.js report a version of it. */
function usesMusl(): boolean {
  if (process.platform !== 'linux') return false;
  const header: unknown = Reflect.get(process.report.getReport(), 'header');
  return !(typeof header === 'object' && header !== null && 'glibcVersionRuntime' in header);
}
