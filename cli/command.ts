import type { Command } from 'commander';

/** One command of the command line. `register` only declares arguments and options: what is heavy is imported when it runs. */
export interface CommandEntry {
  readonly name: string;
  register(program: Command): void;
  /** The exit code for an invalid command line, if this command gives the usual one another meaning. */
  readonly usageErrorCode?: number;
}

/** Exit codes, the same for every command. */
export const exitCodes = {
  done: 0,
  /** The command failed, or the server refused. */
  failed: 1,
  /** The command line is invalid. */
  usage: 2,
  /** The server could not be reached, or did not accept the account. */
  unreachable: 3,
  /** Ctrl-C or SIGTERM ended the command early; 128 + the number of SIGINT, as shells report it. */
  interrupted: 130,
} as const;

/** A command cannot do its work. The message tells a person what failed, where, and what to do. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: number;

  constructor(message: string, exitCode: number = exitCodes.failed, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
