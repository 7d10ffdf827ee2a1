import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../files.ts';
import { root } from '../paths.ts';

/**
 * Writes generated files below docs/ and deletes whatever else their folders contain.
 *
 * @param files the content of each file, by its path in docs/
 * @param folders the folders in docs/ that contain generated files only
 * @returns a summary of what changed
 */
export function writeGenerated(files: ReadonlyMap<string, string>, folders: readonly string[]): string {
  const docs = join(root, 'docs');
  const stale = folders
    .filter((folder) => existsSync(join(docs, folder)))
    .flatMap((folder) => readdirSync(join(docs, folder)).map((name) => `${folder}/${name}`))
    .filter((path) => !files.has(path));
  for (const path of stale) rmSync(join(docs, path));
  const written = [...files].filter(([path, content]) => writeWhole(join(docs, path), { content }));
  return `${files.size} files, ${written.length} changed, ${stale.length} deleted`;
}
