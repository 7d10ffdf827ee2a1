import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { CommandError } from '../command.ts';
import { goPlatform, isStandalone } from './platform.ts';

/** A provider for one platform. */
export interface ProviderPackage {
  readonly version: string;
  /** In Go's notation: `linux_amd64`. */
  readonly platform: string;
  /** Whether it runs on Node.js instead of being a standalone executable. */
  readonly needsNode: boolean;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** The file of a package that an engine starts, with the version in its name. */
const executableName = /^terraform-provider-gigaset_v(.+?)(?:\.exe)?$/;
const archiveName = /^terraform-provider-gigaset_(.+)_([a-z0-9]+_[a-z0-9]+?)(?:_musl)?\.zip$/;

export const isExecutable = (file: string): boolean => executableName.test(file);

/**
 * The packages to install: those of archives, or the one for Node.js that this program contains.
 *
 * @param sources archives of a release, or folders that contain some
 * @param platforms the wanted platforms; empty stands for this machine's, or with archives for all of them
 * @throws CommandError if there is none for a platform
 */
export function findPackages(sources: readonly string[], platforms: readonly string[]): readonly ProviderPackage[] {
  const archives = (sources.length > 0 ? sources : besideExecutable()).flatMap(archivesIn);
  if (archives.length === 0) return packagesForNode(platforms.length > 0 ? platforms : [goPlatform()]);
  const found = archives.map((path) => ({ path, platform: archiveName.exec(basename(path))?.[2] ?? '' }));
  const wanted = platforms.length > 0 ? platforms : [...new Set(found.map(({ platform }) => platform))];
  return wanted.map((platform) => {
    const [first, ...more] = found.filter((one) => one.platform === platform);
    if (first === undefined) {
      throw new CommandError(
        `There is no archive for ${platform}. The archives are for ${listed(found.map((one) => one.platform))}.`,
      );
    }
    if (more.length > 0) {
      throw new CommandError(
        `Several archives are for ${platform}: ${[first, ...more].map(({ path }) => basename(path)).join(', ')}. Name one of them with --from.`,
      );
    }
    return readArchive(first.path, platform);
  });
}

/** The folder of the standalone executable, which may contain archives of a release. */
const besideExecutable = (): readonly string[] => (isStandalone ? [dirname(process.execPath)] : []);

function archivesIn(path: string): readonly string[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new CommandError(`There is no ${path}.`);
  if (found.isDirectory()) {
    return readdirSync(path)
      .filter((name) => archiveName.test(name))
      .map((name) => join(path, name));
  }
  if (archiveName.test(basename(path))) return [path];
  throw new CommandError(
    `${basename(path)} is not the provider: a release calls it terraform-provider-gigaset_VERSION_OS_ARCH.zip.`,
  );
}

function readArchive(path: string, platform: string): ProviderPackage {
  let files: ReadonlyMap<string, Uint8Array>;
  try {
    files = new Map(Object.entries(unzipSync(readFileSync(path))));
  } catch (cause) {
    throw new CommandError(`${path} is not a complete ZIP archive. Download it again.`, undefined, { cause });
  }
  return { version: versionIn([...files.keys()], path), platform, needsNode: false, files };
}

/** The package for Node.js runs wherever a POSIX shell does. */
function packagesForNode(platforms: readonly string[]): readonly ProviderPackage[] {
  const windows = platforms.find((platform) => platform.startsWith('windows_'));
  if (windows !== undefined || isStandalone) {
    const platform = windows ?? platforms[0] ?? goPlatform();
    throw new CommandError(
      `${isStandalone ? 'This executable does not contain the provider' : 'On Windows, engines start only .exe files'}. Download terraform-provider-gigaset_VERSION_${platform}.zip from a release, and type: gigaset-redirect install --from FILE`,
    );
  }
  const folder = builtPackage();
  const names = readdirSync(folder);
  const files = new Map(names.map((name) => [name, readFileSync(join(folder, name))]));
  return platforms.map((platform) => ({ version: versionIn(names, folder), platform, needsNode: true, files }));
}

/** The package that `npm run build` has created, or that the npm package contains. */
function builtPackage(): string {
  // Relative to dist/ and lib/ for the bundle, and to cli/install/ for the sources.
  const places = ['provider-package', '../provider-package', '../../dist/provider-package'];
  const found = places.map((place) => join(import.meta.dirname, place)).find((place) => existsSync(place));
  if (found !== undefined) return found;
  throw new CommandError('The provider is not built yet. Type: npm run build');
}

function versionIn(names: readonly string[], place: string): string {
  const version = names.map((name) => executableName.exec(name)?.[1]).find((found) => found !== undefined);
  if (version === undefined) throw new CommandError(`${place} does not contain the provider.`);
  return version;
}

const listed = (names: readonly string[]): string => [...new Set(names)].join(', ');
