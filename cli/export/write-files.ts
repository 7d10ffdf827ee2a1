import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from '../command.ts';
import { makeFolder } from '../make-folder.ts';
import type { Files } from './declaration.ts';

/** Refuses to overwrite files. @throws CommandError that names them */
export function checkFolder(folder: string, names: readonly string[]): void {
  const present = names.filter((name) => existsSync(join(folder, name)));
  if (present.length === 0) return;
  throw new CommandError(
    `${folder} already contains ${present.join(', ')}. Nothing was written. Choose another folder with --output, or add --force.`,
  );
}

/** Writes files that only the user can read, because they may contain secrets. @throws CommandError if that fails */
export function writeFiles(folder: string, files: Files): void {
  try {
    makeFolder(folder);
    for (const [name, text] of Object.entries(files)) {
      const path = join(folder, name);
      // The mode of a file is set only when it is created.
      if (existsSync(path)) chmodSync(path, 0o600);
      writeFileSync(path, text, { mode: 0o600 });
    }
  } catch (error) {
    throw new CommandError(`${folder} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}
