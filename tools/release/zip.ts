import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import type { FileContent } from '../files.ts';

export type Files = ReadonlyMap<string, FileContent>;

/** The same for all files, so that the same content makes the same archive. ZIP knows no earlier time. */
const MODIFIED = new Date(1980, 0, 1);

/** Packs files as ZIP. The result depends on their names and contents only. */
export async function zip(files: Files): Promise<Buffer> {
  const archive = new ZipFile();
  for (const [name, { content, executable = false }] of [...files].sort(byName)) {
    archive.addBuffer(Buffer.from(content), name, {
      mtime: MODIFIED,
      forceDosTimestamp: true,
      mode: executable ? 0o100755 : 0o100644,
    });
  }
  archive.end();
  return buffer(archive.outputStream);
}

export const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

/**
 * The checksum that lock files call `h1:`: of the files in a package, however it was packed
 * (golang.org/x/mod/sumdb/dirhash, Hash1).
 */
export function packageHash(files: Files): string {
  const lines = [...files].sort(byName).map(([name, { content }]) => `${sha256(content)}  ${name}\n`);
  return `h1:${createHash('sha256').update(lines.join('')).digest('base64')}`;
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : a > b ? 1 : 0;
