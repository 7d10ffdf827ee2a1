import type { Command } from 'commander';
import type { CommandEntry } from './command.ts';

/** `gigaset-redirect provider`: runs as the plugin, for those who point an engine at the command line itself. */
export const providerCommand: CommandEntry = {
  name: 'provider',
  register(program: Command): void {
    program
      .command('provider')
      .summary('run as the Terraform/OpenTofu plugin')
      .description(
        'Runs as the provider "gigaset". An engine starts it by itself; by hand it is good for debugging: with --debug it prints the TF_REATTACH_PROVIDERS value by which an engine finds it.',
      )
      .option('--debug', 'wait for an engine that was told where to find it')
      .action(async ({ debug }: { debug?: true }) => {
        const [{ serve }, { gigaset }] = await Promise.all([import('#framework'), import('#provider')]);
        serve(gigaset, debug === true ? ['--debug'] : []);
      });
  },
};
