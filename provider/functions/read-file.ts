import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { redactMacIds } from '#autoprov';
import { FunctionError } from '#framework';

/** Enough for a million phones with long URLs. Engines cannot handle more objects, so a larger file is a mistake. */
const MAX_FILE_BYTES = 128 * 1024 * 1024;

/**
 * Reads a regular file. Others are refused before they are read: a named pipe would block the provider until something
 * writes to it, and a device such as `/dev/zero` has no end.
 *
 * @throws FunctionError at the first argument, which is the path
 */
export function readRegularFile(path: string): Uint8Array {
  const name = shownPath(path);
  let file: number | undefined;
  try {
    // Without O_NONBLOCK, opening a named pipe waits for a writer. It is undefined, and so 0, on Windows.
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = fstatSync(file);
    if (stats.isDirectory()) throw new FunctionError(`${name} is a folder. Write the path of a file in it`, 0);
    if (!stats.isFile()) {
      throw new FunctionError(`${name} is not a regular file. Pipes and devices cannot be read again for the apply`, 0);
    }
    if (stats.size > MAX_FILE_BYTES) {
      throw new FunctionError(
        `${name} has ${stats.size.toLocaleString('en-US')} bytes; the limit is ${MAX_FILE_BYTES.toLocaleString('en-US')}`,
        0,
      );
    }
    return readFileSync(file);
  } catch (error) {
    if (error instanceof FunctionError) throw error;
    throw new FunctionError(describe(name, error), 0);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** The longest path of Linux has 4,096 bytes, but no message needs more than this. */
const MAX_SHOWN_LENGTH = 200;

/**
 * A path for messages. Someone may pass the text of a file in its place, so MAC-IDs are masked, and only then is the text
 * shortened: half a MAC-ID would not be recognised.
 */
export function shownPath(path: string): string {
  const masked = redactMacIds(path.slice(0, 2 * MAX_SHOWN_LENGTH));
  return masked.length > MAX_SHOWN_LENGTH ? `${masked.slice(0, MAX_SHOWN_LENGTH - 1)}…` : masked;
}

function describe(name: string, error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return `There is no file ${name}`;
  if (code === 'EACCES' || code === 'EPERM') return `${name} cannot be read: permission denied`;
  // The message of the error repeats the path.
  return `${name} cannot be read${typeof code === 'string' ? ` (${code})` : ''}`;
}
