import { type Command, Option } from 'commander';
import { CommandError, exitCodes } from './command.ts';
import { databaseOption, dataOption, jsonOption } from './options.ts';

/** The location of a server's data and the form of the result, by the options of each command of a group. */
export interface Location {
  readonly data: string;
  readonly database?: string;
  readonly json?: true;
}

/** A command that consists of others, such as `account add`. */
export interface CommandGroup {
  /** Adds a command with these options. */
  add(name: string): Command;
  /** Call it last: lets the group itself take any word, to report it as an unknown command. */
  end(): void;
}

/** Adds a group of commands that change the data of a server. Without a command, the group prints its help. */
export function addCommandGroup(
  program: Command,
  { name, summary, description }: { readonly name: string; readonly summary: string; readonly description: string },
): CommandGroup {
  const group = program.command(name).summary(summary).description(description);
  group.action(() => {
    const [unknown] = group.args;
    if (unknown === undefined) group.help();
    const names = group.commands.map((command) => `${name} ${command.name()}`).join(', ');
    group.error(`error: unknown command '${name} ${unknown}'; there are: ${names}`);
  });
  return {
    add: (command) =>
      group.command(command).addOption(dataOption()).addOption(databaseOption()).addOption(jsonOption()),
    // Commands inherit the settings made before they are added, and refuse excess arguments.
    end: () => void group.allowExcessArguments(),
  };
}

/** Adds the options for a password, which is never an argument. */
export function addPasswordOptions(command: Command): Command {
  return command
    .addOption(new Option('--password-stdin', 'read the password from stdin').conflicts('passwordFile'))
    .addOption(new Option('--password-file <file>', 'read the password from the first line of a file'))
    .allowExcessArguments();
}

/**
 * Refuses more arguments than these. The message does not repeat them, because the last one is probably the password.
 *
 * @throws CommandError
 */
export function refusePasswordArgument(command: Command, ...names: readonly string[]): void {
  if (command.args.length <= names.length) return;
  const path = `${command.parent?.name() ?? ''} ${command.name()}`;
  const count = names.length === 1 ? 'one argument' : `${names.length} arguments`;
  throw new CommandError(
    `${path} takes ${count}, ${names.join(' and ')}. A password must not be in the shell's history: omit it to be asked for it, or use --password-stdin or --password-file FILE.`,
    exitCodes.usage,
  );
}

/** Values as a JSON array, one element per line. */
export const jsonLines = (values: readonly object[]): string =>
  values.length === 0 ? '[]\n' : `[\n  ${values.map((value) => JSON.stringify(value)).join(',\n  ')}\n]\n`;

/** A date and time for a table: `2026-11-24 12:00:00`. */
export const shownTime = (time: Date): string => time.toISOString().slice(0, 19).replace('T', ' ');
