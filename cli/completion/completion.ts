import { type Command, Argument } from 'commander';
import type { CommandEntry } from '../command.ts';

const shells = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof shells)[number];

/** `gigaset-redirect completion`: a script that completes the commands and options of this program in a shell. */
export const completionCommand: CommandEntry = {
  name: 'completion',
  register(program: Command): void {
    program
      .command('completion')
      .summary('print a completion script for bash, zsh or fish')
      .description(
        'Prints a script that completes commands, options and their values. Source it where your shell starts: ~/.bashrc, ~/.zshrc (after compinit) or ~/.config/fish/config.fish.',
      )
      .addArgument(new Argument('<shell>', 'the shell').choices(shells))
      .addHelpText(
        'before',
        `Examples:
  source <(gigaset-redirect completion bash)
  gigaset-redirect completion zsh > ~/.gigaset-redirect.zsh
  gigaset-redirect completion fish | source
`,
      )
      .action((shell: Shell) => printScript(program, shell));
  },
};

async function printScript(program: Command, shell: Shell): Promise<void> {
  const [{ completionTree }, scripts] = await Promise.all([import('./completion-tree.ts'), import('./scripts.ts')]);
  process.stdout.write(scripts[shell](completionTree(program)));
}
