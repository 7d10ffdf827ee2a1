import { chmodSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The content of a file to write, and whether it is executable. */
export interface FileContent {
  readonly content: string | Uint8Array;
  readonly executable?: boolean;
}

/**
 * Makes a folder contain exactly these files, given by their paths below it. Files with the same content are not touched,
 * and each change is one rename, so that a concurrent reader sees either the old or the new file.
 *
 * @param except folders directly below it that have an owner of their own
 * @returns whether anything has changed
 */
export function writeFolder(
  folder: string,
  files: ReadonlyMap<string, FileContent>,
  except: readonly string[] = [],
): boolean {
  let changed = false;
  mkdirSync(folder, { recursive: true });
  for (const relative of filesBelow(folder)) {
    const path = join(folder, relative);
    if (files.has(relative) || isBeingWritten(path)) continue;
    if (except.some((owned) => relative.startsWith(`${owned}/`))) continue;
    rmSync(path, { force: true });
    changed = true;
  }
  for (const [path, file] of files) {
    if (writeWhole(join(folder, path), file)) changed = true;
  }
  return changed;
}

/** Writes one file by a rename, unless it already has this content. Returns whether it was written. */
export function writeWhole(path: string, { content, executable = false }: FileContent): boolean {
  const bytes = Buffer.from(content);
  if (hasContent(path, bytes)) return false;
  mkdirSync(dirname(path), { recursive: true });
  const fresh = `${path}.${process.pid}.tmp`;
  writeFileSync(fresh, bytes);
  if (executable) chmodSync(fresh, 0o755);
  renameSync(fresh, path);
  return true;
}

/** The paths of the files below a folder, sorted, with slashes on every system. */
export const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => relativePath(folder, join(parentPath, name)))
    .sort();

/** Whether another process that builds the same folder is writing this file. */
const isBeingWritten = (path: string): boolean =>
  path.endsWith('.tmp') && Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) < 60_000;

/** Whether a file is there with exactly this content. */
export function hasContent(path: string, content: string | Uint8Array): boolean {
  try {
    return readFileSync(path).equals(typeof content === 'string' ? Buffer.from(content) : content);
  } catch {
    return false;
  }
}

const relativePath = (folder: string, path: string): string => path.slice(folder.length + 1).replaceAll('\\', '/');
