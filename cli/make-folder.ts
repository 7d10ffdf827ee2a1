import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Creates a folder and those above it. Not by `mkdirSync` with `recursive`, which tries forever in a file system such as
 * /proc, where creating a folder fails with ENOENT although its parent exists.
 *
 * @throws the error of the system if it cannot be created
 */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  if (!existsSync(dirname(path))) makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    // Another process was first.
    if (!existsSync(path)) throw error;
  }
}
