import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { CommandError, exitCodes } from './command.ts';
import { decodeUtf8 } from './decode.ts';
import { readStdin } from './stdin.ts';

/** The source of a password. Never the command line, which ends up in the shell's history. */
export interface PasswordSource {
  readonly passwordStdin?: true;
  readonly passwordFile?: string;
}

/**
 * Reads a new password from stdin, from a file, or by asking twice without echo.
 *
 * @throws CommandError if there is no terminal, or the two answers differ
 */
export async function readPassword(source: PasswordSource): Promise<string> {
  if (source.passwordFile !== undefined) return readPasswordFile(source.passwordFile);
  if (!process.stdin.isTTY) {
    if (source.passwordStdin === true) return readPasswordStdin();
    throw new CommandError(
      'There is no terminal to ask for a password. Use --password-stdin or --password-file FILE.',
      exitCodes.usage,
    );
  }
  const password = await ask('Password: ');
  if (source.passwordStdin !== true && (await ask('Again: ')) !== password) {
    throw new CommandError('The two passwords differ. Nothing was changed.');
  }
  return password;
}

/** The whole of stdin without the line break that `echo` adds. */
async function readPasswordStdin(): Promise<string> {
  return decodeUtf8(await readStdin('password'), 'The password on stdin').replace(/\r?\n$/, '');
}

/** Reads the first line of a password file. @throws CommandError if it cannot be read */
export function readPasswordFile(path: string): string {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new CommandError(
      `The password file ${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  return decodeUtf8(bytes, `The password file ${path}`).split(/\r?\n/, 1)[0] ?? '';
}

/** Asks for a password on the terminal, or reads it from stdin if that is not a terminal. */
export const askOrRead = (question: string): Promise<string> =>
  process.stdin.isTTY ? ask(question) : readPasswordStdin();

/** Asks on the terminal without echo. It uses stderr, so that stdout stays clean. */
export function ask(question: string): Promise<string> {
  const silence = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  const terminal = createInterface({ input: process.stdin, output: silence, terminal: true, historySize: 0 });
  // Ask only now: before raw mode, the terminal would echo the input.
  process.stderr.write(question);
  return new Promise((resolve, reject) => {
    terminal.once('line', (line) => {
      terminal.off('close', cancelled);
      terminal.close();
      process.stderr.write('\n');
      resolve(line);
    });
    const cancelled = (): void => {
      process.stderr.write('\n');
      reject(new CommandError('Cancelled. Nothing was changed.'));
    };
    terminal.once('close', cancelled);
    terminal.once('SIGINT', () => {
      terminal.close();
    });
  });
}
