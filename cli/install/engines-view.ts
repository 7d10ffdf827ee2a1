import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { installationBlock, lookupOf, mirrorMethod, withFolder } from './engine-configuration.ts';
import { configurationFiles, pluginFolder } from './platform.ts';

/** A CLI configuration that keeps an engine from finding the provider. */
export interface Obstacle {
  readonly engines: readonly string[];
  readonly file: string;
  /** What to add to it, and where. */
  readonly remedy: string;
}

/** The configurations that keep engines from finding our provider in a folder. */
export function obstaclesTo(folder: string): readonly Obstacle[] {
  const found = new Map<string, Obstacle>();
  for (const engine of ['Terraform', 'OpenTofu'] as const) {
    const file = effectiveFile(engine);
    const lookup = lookupOf(read(file), folder);
    if (lookup === 'named' || (lookup === 'default folders' && resolve(folder) === resolve(pluginFolder))) continue;
    const remedy =
      lookup === 'left out'
        ? `Add this to the provider_installation block of ${file}:\n\n${mirrorMethod(folder)}\n\nIf the block has a method "direct" or "network_mirror", exclude "gigaset-redirect/*" there.`
        : `Add this to ${file}:\n\n${installationBlock(folder)}`;
    found.set(file, { engines: [...(found.get(file)?.engines ?? []), engine], file, remedy });
  }
  return [...found.values()];
}

/** Adds the folder to a configuration; creates the file if there is none. */
export function removeObstacle({ file }: Obstacle, folder: string): void {
  writeFileSync(file, withFolder(read(file), folder));
}

/** The configuration that an engine reads, or the one to create. */
function effectiveFile(engine: 'Terraform' | 'OpenTofu'): string {
  const files = configurationFiles(engine);
  // If none exists, the last one, because both engines read it.
  return files.find((file) => existsSync(file)) ?? files.at(-1) ?? '';
}

const read = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');
