import { existsSync, readFileSync, readdirSync, renameSync, rmSync, rmdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from '../make-folder.ts';
import { isExecutable } from './provider-package.ts';

/**
 * Puts a package into a folder atomically.
 *
 * @returns whether anything has changed
 */
export function placePackage(files: ReadonlyMap<string, Uint8Array>, target: string): boolean {
  if (hasFiles(target, files)) return false;
  const fresh = `${target}.${process.pid}.new`;
  makeFolder(fresh);
  for (const [name, content] of files) {
    writeFileSync(join(fresh, name), content, { mode: isExecutable(name) ? 0o755 : 0o644 });
  }
  rmSync(target, { recursive: true, force: true });
  renameSync(fresh, target);
  return true;
}

/** Removes a provider with all its versions, and the parent folders that become empty. */
export function removeProvider(place: string, mirror: string): void {
  rmSync(place, { recursive: true });
  for (let parent = dirname(place); parent !== mirror && readdirSync(parent).length === 0; parent = dirname(parent)) {
    rmdirSync(parent);
  }
}

function hasFiles(folder: string, files: ReadonlyMap<string, Uint8Array>): boolean {
  return (
    existsSync(folder) &&
    readdirSync(folder).length === files.size &&
    [...files].every(([name, content]) => {
      const path = join(folder, name);
      return existsSync(path) && readFileSync(path).equals(content);
    })
  );
}
