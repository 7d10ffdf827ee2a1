import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CommandError } from '../command.ts';
import { installationBlock, type Lookup, lookupOf, mirrorMethod, withFolder } from './engine-configuration.ts';
import { type Engine, furtherConfigurations, mainConfiguration, pluginFolder } from './platform.ts';

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
    const lookup = lookupIn(file, folder);
    if (lookup === 'named' || (lookup === 'default folders' && resolve(folder) === resolve(pluginFolder))) continue;
    const remedy =
      lookup === 'left out'
        ? `Add this to the provider_installation block of ${file}:\n\n${mirrorMethod(folder)}\n\nIf the block has a method "direct" or "network_mirror", exclude "gigaset-redirect/*" there.`
        : `Add this to ${file}:\n\n${installationBlock(folder)}`;
    found.set(file, { engines: [...(found.get(file)?.engines ?? []), engine], file, remedy });
  }
  return [...found.values()];
}

/** Adds the folder to a configuration; creates the file if there is none. @throws CommandError if the file is JSON */
export function removeObstacle({ file, remedy }: Obstacle, folder: string): void {
  if (isJson(file)) throw new CommandError(`${file} is JSON, which this command does not change. ${remedy}`);
  writeFileSync(file, withFolder(read(file), folder));
}

/** The configuration in which an engine's `provider_installation` block is, or belongs: it may have only one. */
function effectiveFile(engine: Engine): string {
  const main = mainConfiguration(engine);
  const files = [main, ...furtherConfigurations(engine)];
  return files.find((file) => lookupIn(file, '') !== 'default folders') ?? main;
}

const isJson = (file: string): boolean => file.endsWith('.json');

/** Whether an engine finds our provider in a folder by this file. */
function lookupIn(file: string, folder: string): Lookup {
  const text = read(file);
  if (!isJson(file)) return lookupOf(text, folder);
  // The same settings as JSON: whether they name the folder is all that matters.
  if (!text.includes('"provider_installation"')) return 'default folders';
  return folder !== '' && text.includes(JSON.stringify(folder)) ? 'named' : 'left out';
}

const read = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');
