import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { licencesOf } from '../bundle.ts';
import { root } from '../paths.ts';
import { buildExecutable, type ExecutableSource } from './executable.ts';
import { runtimeLicence } from './runtime.ts';
import { executableSuffix, type Target, targetName } from './targets.ts';
import { type Files, zip } from './zip.ts';

/** An archive of a release. */
export interface Archive {
  readonly name: string;
  readonly content: Buffer;
}

/** A provider package for one target, as registries offer it. */
export interface ProviderArchive extends Archive {
  readonly target: Target;
  /** The files in it. */
  readonly files: Files;
}

/** Packs the provider for a target: `terraform-provider-gigaset_0.2.0_linux_amd64.zip`. */
export async function providerArchive(
  source: ExecutableSource,
  target: Target,
  note?: (text: string) => void,
): Promise<ProviderArchive> {
  const { version } = source.bundle;
  // Engines start the file whose name starts like this.
  const files = await filesWith(source, target, `${source.name}_v${version}`, note);
  const name = `${source.name}_${version}_${targetName(target)}.zip`;
  note?.(`packing ${name}`);
  return { target, name, files, content: await zip(files) };
}

/** Packs the command line for a target: `gigaset-redirect_0.2.0_linux_amd64.zip`. */
export async function commandLineArchive(
  source: ExecutableSource,
  target: Target,
  note?: (text: string) => void,
): Promise<Archive> {
  const files = await filesWith(source, target, source.name, note);
  const name = `${source.name}_${source.bundle.version}_${targetName(target)}.zip`;
  note?.(`packing ${name}`);
  return { name, content: await zip(files) };
}

/** The executable and the licences that must accompany every copy. */
async function filesWith(
  source: ExecutableSource,
  target: Target,
  name: string,
  note?: (text: string) => void,
): Promise<Files> {
  const executable = readFileSync(await buildExecutable(source, target, note));
  return new Map([
    [`${name}${executableSuffix(target)}`, { content: executable, executable: true }],
    ['LICENSE', { content: readFileSync(join(root, 'LICENSE')) }],
    ['THIRD-PARTY-LICENSES.txt', { content: `${licencesOf([source.bundle])}\n${runtimeLicence(target)}` }],
  ]);
}
