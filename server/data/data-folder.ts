import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SetupError, systemCode } from '../errors/index.ts';

/** Absolute paths of the data folder and its files. */
export interface DataFolder {
  readonly path: string;
  readonly database: string;
  readonly keyFile: string;
}

/**
 * Creates the data folder, accessible to its owner only, unless it exists.
 *
 * @throws SetupError when it cannot be created or written to
 */
export function prepareDataFolder(folder: string): DataFolder {
  const path = resolve(folder);
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    if (!statSync(path).isDirectory())
      throw new SetupError(`The data folder ${path} is a file. Choose a folder with --data DIR.`);
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    if (error instanceof SetupError) throw error;
    throw new SetupError(
      `The data folder ${path} ${describeProblem(systemCode(error))} Choose another one with --data DIR.`,
      { cause: error },
    );
  }
  return dataFolderAt(folder);
}

/** The paths in a data folder, whether it exists or not. */
export function dataFolderAt(folder: string): DataFolder {
  const path = resolve(folder);
  return { path, database: join(path, 'redirect.sqlite'), keyFile: join(path, 'secret.key') };
}

function describeProblem(code: string | undefined): string {
  switch (code) {
    case 'EEXIST':
    case 'ENOTDIR':
      return 'is a file, or a part of its path is one.';
    case 'EACCES':
    case 'EPERM':
      return 'cannot be written to: permission denied.';
    case 'EROFS':
      return 'cannot be written to: the file system is read-only.';
    case 'ENOSPC':
      return 'cannot be created: the disk is full.';
    default:
      return `cannot be created or written to (${code ?? 'unknown error'}).`;
  }
}
