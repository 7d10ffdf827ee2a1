import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { writeFolder } from '../files.ts';
import { dist } from '../paths.ts';
import { run } from '../run.ts';
import { packageContent } from './content.ts';

/** The content of the npm package. `npm publish dist/npm` publishes it. */
export const packageFolder: string = join(dist, 'npm');

/**
 * Builds the npm package in dist/npm/.
 *
 * @returns the number of its files and their size
 */
export async function buildPackage(): Promise<{ readonly files: number; readonly bytes: number }> {
  const files = await packageContent();
  writeFolder(packageFolder, files);
  const bytes = [...files.values()].reduce((sum, { content }) => sum + Buffer.byteLength(content), 0);
  return { files: files.size, bytes };
}

/**
 * Packs dist/npm/ as npm does before it publishes.
 *
 * @param tarball the file to write
 * @throws Error with the output of npm if it fails
 */
export async function packPackage(tarball: string): Promise<void> {
  const folder = join(tarball, '..');
  mkdirSync(folder, { recursive: true });
  const packed = await run('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: packageFolder });
  const name = packed.stdout.trim();
  if (packed.code !== 0 || name === '') throw new Error(`npm pack failed:\n${packed.output}`);
  renameSync(join(folder, name), tarball);
}
