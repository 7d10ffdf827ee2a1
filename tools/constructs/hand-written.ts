import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow } from '../files.ts';
import { root } from '../paths.ts';
import { type Library, named } from './libraries.ts';

/** The folders in constructs/ that are written by hand, for CDKTN. */
const folders = ['sites', 'testing'] as const;

/**
 * The constructs that are written by hand, for a library, as they are beside the generated ones.
 *
 * @returns the text of each TypeScript file, by its path, as in `sites/fleet.ts`
 */
export function handWritten(library: Library): ReadonlyMap<string, string> {
  const constructs = join(root, 'constructs');
  const files = folders.flatMap((folder) => filesBelow(join(constructs, folder)).map((path) => `${folder}/${path}`));
  return new Map(
    files.map((path) => {
      const text = readFileSync(join(constructs, path), 'utf8');
      return [path, named(text.replaceAll(/'((?:\.\.\/)+)gen\/cdktn\//g, "'$1"), library)];
    }),
  );
}
