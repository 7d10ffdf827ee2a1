import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SetupError, systemCode } from './setup-error.ts';

/** Where what the server keeps lies. */
export interface DataFolder {
  readonly path: string;
  readonly database: string;
  readonly keyFile: string;
}

/**
 * The data folder, made with access for its owner alone when it is not there yet.
 *
 * @throws SetupError when it is no folder, or cannot be made or written to
 */
export function prepareDataFolder(folder: string): DataFolder {
  const path = resolve(folder);
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    if (!statSync(path).isDirectory())
      throw new SetupError(`The data folder ${path} is a file. Give a folder with --data DIR.`);
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    if (error instanceof SetupError) throw error;
    throw new SetupError(`The data folder ${path} ${complaint(systemCode(error))} Give another one with --data DIR.`, {
      cause: error,
    });
  }
  return dataFolderAt(folder);
}

/** What lies in a data folder, whether or not it is there. */
export function dataFolderAt(folder: string): DataFolder {
  const path = resolve(folder);
  return { path, database: join(path, 'redirect.sqlite'), keyFile: join(path, 'secret.key') };
}

function complaint(code: string | undefined): string {
  switch (code) {
    case 'EEXIST':
    case 'ENOTDIR':
      return 'is a file, or lies below one.';
    case 'EACCES':
    case 'EPERM':
      return 'cannot be written to: this user has no permission.';
    case 'EROFS':
      return 'cannot be written to: it is on a read-only file system.';
    case 'ENOSPC':
      return 'cannot be made: the disk is full.';
    default:
      return `cannot be made or written to (${code ?? 'unknown error'}).`;
  }
}
