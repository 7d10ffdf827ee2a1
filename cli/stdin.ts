import { buffer } from 'node:stream/consumers';
import { CommandError, exitCodes } from './command.ts';

let content: string | undefined;

/**
 * Takes stdin for one thing. It has one content, so only one thing can come from it.
 *
 * @param name what is read, as in `password`
 * @returns its content, piece by piece
 * @throws CommandError if it was read as something else
 */
export function claimStdin(name: string): NodeJS.ReadStream {
  if (content !== undefined) {
    throw new CommandError(
      `The ${content} comes from stdin, so the ${name} cannot. Put one of them into a file.`,
      exitCodes.usage,
    );
  }
  content = name;
  // Someone who forgot the file would otherwise wait for the command, and the command for them.
  if (process.stdin.isTTY) process.stderr.write(`Type or paste the ${name}, and end it with Ctrl-D:\n`);
  return process.stdin;
}

/**
 * Reads stdin to its end.
 *
 * @param name what is read, as in `password`
 * @throws CommandError if stdin cannot be read, or was read as something else
 */
export async function readStdin(name: string): Promise<Uint8Array> {
  const stdin = claimStdin(name);
  try {
    return await buffer(stdin);
  } catch (error) {
    throw new CommandError(
      `The ${name} cannot be read from stdin: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
