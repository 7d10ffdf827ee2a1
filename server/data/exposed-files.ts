import { statSync } from 'node:fs';

/** Permissions of users who are neither the owner nor in the group: to read and to write. */
const OTHERS_MAY_READ_OR_WRITE = 0o006;

/** The files that every user of this machine may read or write; for keys, an oversight. Missing files are not among them. */
export function exposedFiles(paths: readonly string[]): readonly string[] {
  return paths.filter((path) => {
    const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0;
    return (mode & OTHERS_MAY_READ_OR_WRITE) !== 0;
  });
}
