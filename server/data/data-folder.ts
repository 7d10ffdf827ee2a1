import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
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
  const unusable = (code: string | undefined, cause?: unknown): SetupError =>
    new SetupError(`The data folder ${path} ${describeProblem(code)} Choose another one with --data DIR.`, { cause });
  let isFolder: boolean;
  try {
    makeFolder(path);
    isFolder = statSync(path).isDirectory();
    if (isFolder) accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw unusable(systemCode(error), error);
  }
  if (!isFolder) throw unusable('ENOTDIR');
  return dataFolderAt(folder);
}

/**
 * Creates a folder and those above it. Not by `mkdirSync` with `recursive`, which tries forever in a file system such as
 * /proc, where creating a folder fails with ENOENT although its parent is there.
 */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  if (!existsSync(dirname(path))) makeFolder(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another process was first.
    if (systemCode(error) !== 'EEXIST') throw error;
  }
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
    case 'ENOENT':
      return 'cannot be created: the file system above it does not allow new folders.';
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
