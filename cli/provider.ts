import type { Command } from 'commander';
import type { CommandEntry } from './command.ts';

/** `gigaset-redirect provider`: runs the provider as a plugin. */
export const providerCommand: CommandEntry = {
  name: 'provider',
  register(program: Command): void {
    program
      .command('provider')
      .summary('run as the Terraform/OpenTofu plugin')
      .description(
        'Runs as the provider "gigaset". Engines start it by themselves. For debugging, start it by hand with --debug: it prints the TF_REATTACH_PROVIDERS value with which an engine finds it.',
      )
      .addHelpText('before', 'Example:\n  gigaset-redirect provider --debug\n')
      .option('--debug', 'wait for an engine that has the printed setting')
      .action(async ({ debug }: { debug?: true }) => {
        const { serveProvider } = await import('#provider');
        serveProvider(debug === true ? ['--debug'] : []);
      });
  },
};
