import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * The longest path of a Unix socket. Its address has 108 bytes on Linux and 104 on macOS and the BSDs, one of which ends
 * the path (unix(7), unix(4)). Node.js cuts a longer path without an error and listens somewhere else.
 */
const MAX_SOCKET_PATH_BYTES = process.platform === 'linux' ? 107 : 103;

/** A folder of every POSIX system whose path is short enough, however long TMPDIR is. */
const SHORT_FOLDER = '/tmp';

const pathIn = (parent: string): string => join(parent, 'plugin-XXXXXX', 's');

/**
 * Creates a folder that only this user can enter and that is removed with the process.
 *
 * @returns the path for a socket in it
 * @throws Error with a message for the user if there is no folder to write to
 */
export function privateSocketPath(): string {
  // As in Go, an empty variable counts as unset.
  const chosen = process.env['PLUGIN_UNIX_SOCKET_DIR'] ?? '';
  const wanted = chosen === '' ? tmpdir() : chosen;
  const parent = Buffer.byteLength(pathIn(wanted)) <= MAX_SOCKET_PATH_BYTES ? wanted : SHORT_FOLDER;
  try {
    const folder = mkdtempSync(join(parent, 'plugin-'));
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
    return join(folder, 's');
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    const variable = chosen === '' ? 'TMPDIR' : 'PLUGIN_UNIX_SOCKET_DIR';
    throw new Error(
      parent === wanted
        ? `no socket can be created in ${parent} (${cause}). Set ${variable} to a folder that you can write to.`
        : `${variable} is too long for a socket (${Buffer.byteLength(wanted)} bytes), and none can be created in ${parent} either (${cause}). Set ${variable} to a shorter folder that you can write to.`,
      { cause: error },
    );
  }
}
