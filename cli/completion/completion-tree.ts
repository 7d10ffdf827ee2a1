import type { Command, Option } from 'commander';

/** A command as completion sees it. */
export interface CompletionNode {
  /** The words that lead to it, as in `account add`; empty for the program itself. */
  readonly path: string;
  readonly subcommands: readonly Described[];
  readonly options: readonly CompletionOption[];
  /** The values of its first argument, if they are known. */
  readonly choices: readonly string[];
}

export interface Described {
  readonly name: string;
  readonly summary: string;
}

export interface CompletionOption extends Described {
  readonly takesValue: boolean;
  /** Its values, if they are known; others are probably files. */
  readonly choices: readonly string[];
}

/** All commands of a program, the program itself first. */
export const completionTree = (program: Command): readonly CompletionNode[] => nodesOf(program, []);

function nodesOf(command: Command, path: readonly string[]): readonly CompletionNode[] {
  const help = command.createHelp();
  const subcommands = help.visibleCommands(command);
  const node: CompletionNode = {
    path: path.join(' '),
    subcommands: subcommands.map((child) => ({ name: child.name(), summary: child.summary() || child.description() })),
    options: help.visibleOptions(command).flatMap(completionOption),
    choices: command.registeredArguments[0]?.argChoices ?? [],
  };
  return [node, ...command.commands.flatMap((child) => nodesOf(child, [...path, child.name()]))];
}

function completionOption({ long, description, required, optional, argChoices }: Option): readonly CompletionOption[] {
  if (long === undefined) return [];
  return [{ name: long, summary: description, takesValue: required || optional, choices: argChoices ?? [] }];
}
