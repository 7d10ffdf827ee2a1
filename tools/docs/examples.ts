import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The files in a folder of examples/ that match a prefix and a suffix, as code blocks, sorted by name. */
export function exampleBlocks(folder: string, begin: string, end: string, language = 'terraform'): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.startsWith(begin) && name.endsWith(end))
    .sort()
    .map((name) => ['```' + language, readFileSync(join(folder, name), 'utf8').trim(), '```'].join('\n'));
}

/** The section with the examples, or nothing if there are none. */
export const usageSection = (blocks: readonly string[]): readonly string[] =>
  blocks.length === 0 ? [] : ['## Example Usage', ...blocks];
