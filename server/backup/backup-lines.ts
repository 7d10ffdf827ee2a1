import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { lstat, rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { SetupError, systemCode } from '../errors/index.ts';

/** An entry for the longest list that a request can carry has 7 million characters; longer lines are damage. */
const MAX_LINE_LENGTH = 64 * 1024 * 1024;

/**
 * Writes lines to a gzipped file, readable by its owner only. Until the file is complete, an existing one is kept.
 *
 * @throws SetupError when the file cannot be written, or exists and is not a regular file
 */
export async function writeLines(file: string, lines: AsyncIterable<string>): Promise<void> {
  const failure = `The backup ${file} cannot be written`;
  const existing = await lstat(file).catch(() => undefined);
  // Renaming would replace a device or a link instead of writing to it.
  if (existing?.isFile() === false) {
    throw new SetupError(
      `${failure}: it is a ${existing.isDirectory() ? 'folder' : 'link, a device or the like'}. Name a new file, or an earlier backup to replace.`,
    );
  }
  // An unpredictable name, and `wx`, which follows no link and opens no existing file.
  const draft = `${file}.${randomBytes(6).toString('hex')}.new`;
  try {
    await pipeline(lines, createGzip(), createWriteStream(draft, { flags: 'wx', mode: 0o600, flush: true }));
    await rename(draft, file);
  } catch (error) {
    // May fail for the same reason, for example because the folder is a file.
    await rm(draft, { force: true }).catch(() => undefined);
    throw explain(error, failure);
  }
}

/**
 * The lines of a gzipped file, as the consumer asks for them.
 *
 * @param damaged makes the error for a line that cannot be read
 * @throws SetupError when the file cannot be read, or is damaged or truncated
 */
export async function* readLines(
  file: string,
  damaged: (line: number, problem: string) => SetupError,
): AsyncGenerator<string> {
  const source = createReadStream(file);
  const unzipped = createGunzip();
  // Reading from `unzipped` throws the errors of both.
  source.on('error', (error) => unzipped.destroy(error));
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let number = 1;
  let pieces: string[] = [];
  let length = 0;
  try {
    const chunks: AsyncIterable<Uint8Array> = source.pipe(unzipped);
    for await (const chunk of chunks) {
      const [first = '', ...others] = decoder.decode(chunk, { stream: true }).split('\n');
      for (const [index, piece] of [first, ...others].entries()) {
        if (index > 0) {
          yield pieces.join('');
          number++;
          pieces = [];
          length = 0;
        }
        pieces.push(piece);
        length += piece.length;
        if (length > MAX_LINE_LENGTH) throw damaged(number, 'it is too long');
      }
    }
    const last = pieces.join('') + decoder.decode();
    if (last !== '') yield last;
  } catch (error) {
    if (systemCode(error) === 'ERR_ENCODING_INVALID_ENCODED_DATA') throw damaged(number, 'it is not UTF-8');
    throw explain(error, `The backup ${file} cannot be read`);
  } finally {
    source.destroy();
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota of this user is exceeded',
  EFBIG: 'the file would exceed the size limit of this user or file system',
  EIO: 'the disk reports an error',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a part of its path is a file',
  EISDIR: 'it is a folder',
  ELOOP: 'its path contains a loop of links',
  ENAMETOOLONG: 'its name is too long',
  Z_DATA_ERROR: 'it is not a backup, or is damaged',
  Z_NEED_DICT: 'it is not a backup, or is damaged',
  Z_BUF_ERROR: 'the file is truncated',
};

function explain(error: unknown, failure: string): unknown {
  const code = systemCode(error);
  if (error instanceof SetupError || code === undefined) return error;
  return new SetupError(`${failure}: ${reasons[code] ?? code}. Nothing was changed.`, { cause: error });
}
