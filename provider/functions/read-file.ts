import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { FunctionError } from '#framework';

/** More than a million phones with long URLs. An engine cannot work with so many objects, and a larger file is a mistake. */
const MAX_FILE_BYTES = 128 * 1024 * 1024;

/**
 * Reads a regular file. Others are refused before they are read: a named pipe would block the provider until something
 * writes to it, and a device such as `/dev/zero` has no end.
 *
 * @throws FunctionError at the first argument, which is the path
 */
export function readRegularFile(path: string): Uint8Array {
  let file: number | undefined;
  try {
    // Without O_NONBLOCK, opening a named pipe waits for a writer. It is undefined, and so 0, on Windows.
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = fstatSync(file);
    if (stats.isDirectory()) throw new FunctionError(`${path} is a folder. Write the path of a file in it`, 0);
    if (!stats.isFile()) {
      throw new FunctionError(`${path} is not a regular file. Pipes and devices cannot be read again for the apply`, 0);
    }
    if (stats.size > MAX_FILE_BYTES) {
      throw new FunctionError(
        `${path} has ${stats.size.toLocaleString('en-US')} bytes; the limit is ${MAX_FILE_BYTES.toLocaleString('en-US')}`,
        0,
      );
    }
    return readFileSync(file);
  } catch (error) {
    if (error instanceof FunctionError) throw error;
    throw new FunctionError(describe(path, error), 0);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function describe(path: string, error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return `There is no file ${path}`;
  const reason = code === 'EACCES' || code === 'EPERM' ? 'permission denied' : String(error).replace(/^Error: /, '');
  return `${path} cannot be read: ${reason}`;
}
