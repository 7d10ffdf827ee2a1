import type { Command } from 'commander';
import { CommandError, exitCodes, type CommandEntry } from './command.ts';
import { canAsk, confirm } from './confirm.ts';
import { formatPhones } from './output.ts';
import { addServerOptions, chooseAccount, type ServerOptions } from './redirect-server.ts';

interface DeregisterOptions extends ServerOptions {
  readonly file?: string;
  readonly dryRun?: true;
  readonly yes?: true;
  readonly json?: true;
}

/** `gigaset-redirect deregister`: deregisters one phone, or those of a file. */
export const deregisterCommand: CommandEntry = {
  name: 'deregister',
  register(program: Command): void {
    const command = program
      .command('deregister')
      .summary('deregister one phone, or the phones of a file')
      .description(
        'Deregisters phones of your account, wherever they point. Phones that are not registered are left alone, so you can repeat the command after an interruption. Asks before it deregisters several phones.',
      )
      .argument('[macs...]', 'MACs or MAC-IDs in any spelling')
      .option('--file <file>', 'the phones of a device file (CSV)')
      .option('--yes', 'do not ask')
      .option('--dry-run', 'show what would be done, and do nothing')
      .option('--json', 'print the summary as JSON');
    addServerOptions(command)
      .addHelpText(
        'before',
        `Examples:
  gigaset-redirect deregister 7C2F80820EC0
  gigaset-redirect deregister --file devices.csv --dry-run
  gigaset-redirect deregister --file devices.csv --yes
`,
      )
      .action(deregister);
  },
};

async function deregister(texts: readonly string[], options: DeregisterOptions): Promise<void> {
  const [{ readPhones }, { changeAccount, planDeregistration }] = await Promise.all([
    import('./phones-file.ts'),
    import('./change/index.ts'),
  ]);
  const macs = (await readPhones(texts, options.file)).map(({ mac }) => mac);
  if (macs.length === 0 && options.file === undefined) {
    throw new CommandError('Name a MAC, or a file with --file.', exitCodes.usage);
  }
  const isDryRun = options.dryRun === true;
  const mustAsk = macs.length > 1 && options.yes !== true && !isDryRun;
  if (mustAsk && !canAsk()) {
    throw new CommandError(
      `To deregister ${formatPhones(macs.length)} without being asked, add --yes. To see what would be done, add --dry-run.`,
      exitCodes.usage,
    );
  }
  const account = await chooseAccount(options);
  await changeAccount({
    account,
    macs,
    planChange: (found) => planDeregistration(macs, found),
    names: { unchanged: 'not registered' },
    isDryRun,
    asJson: options.json === true,
    ...(mustAsk && {
      confirm: ({ deregisters }, signal) =>
        deregisters.length <= 1
          ? Promise.resolve(true)
          : confirm(
              `Deregister ${formatPhones(deregisters.length)} of ${account.username} at ${account.endpoint}?`,
              signal,
            ),
    }),
  });
}
