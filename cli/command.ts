import type { Command } from 'commander';

/** One server of the command line. `register` only declares arguments and options: what is heavy is imported when it runs. */
export interface CommandEntry {
  readonly name: string;
  register(program: Command): void;
}

/** Exit codes, the same for every command. */
export const exitCodes = {
  done: 0,
  /** It was tried and did not work, or the server refused. */
  failed: 1,
  /** The command line itself is wrong. */
  usage: 2,
  /** The server could not be asked. */
  unreachable: 3,
} as const;

/** A command cannot do what was asked. The message is for a person: what, where, what to do instead. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: number;

  constructor(message: string, exitCode: number = exitCodes.failed, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
