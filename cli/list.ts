import { Option, type Command } from 'commander';
import type { CommandEntry } from './command.ts';
import type { DeviceFormat } from './format-devices.ts';
import { formatPhones, writeAll } from './output.ts';
import { addServerOptions, chooseAccount, withClient, type ServerOptions } from './redirect-server.ts';

interface ListOptions extends ServerOptions {
  readonly format?: DeviceFormat;
  readonly json?: true;
}

/** `gigaset-redirect list`: the registrations of an account. */
export const listCommand: CommandEntry = {
  name: 'list',
  register(program: Command): void {
    const command = program
      .command('list')
      .summary('list the phones that an account has registered')
      .description('Lists the phones that your account has registered, sorted by MAC.')
      .argument('[provider-names...]', 'only the phones with one of these provider names')
      .addOption(
        // The formats are repeated here, because their module loads the client.
        new Option('--format <format>', 'how to print them; csv is a device file').choices([
          'table',
          'csv',
          'json',
          'xml',
        ]),
      )
      .option('--json', 'the same as --format json: an object per line');
    addServerOptions(command)
      .addHelpText(
        'before',
        `Examples:
  gigaset-redirect list
  gigaset-redirect list Daryna --format csv > devices.csv
  gigaset-redirect list --profile berlin --json
`,
      )
      .action(list);
  },
};

async function list(providerNames: readonly string[], options: ListOptions): Promise<void> {
  const { formatDevices } = await import('./format-devices.ts');
  const format = options.format ?? (options.json === true ? 'json' : 'table');
  const account = await chooseAccount(options);
  const devices = await withClient(account, (client) => client.listDevices(providerNames));
  const sorted = devices.toSorted((a, b) => (a.mac < b.mac ? -1 : 1));
  for (const piece of formatDevices(sorted, format)) await writeAll(piece);
  if (format === 'table') process.stderr.write(`${formatPhones(sorted.length)}\n`);
}
