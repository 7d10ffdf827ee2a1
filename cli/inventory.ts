import { type Command, Option } from 'commander';
import type { CommandEntry } from './command.ts';
import { databaseOption, dataOption, jsonOption } from './options.ts';
import { formatPhones, printResult } from './output.ts';
import { withServer } from './with-server.ts';

interface Location {
  readonly data: string;
  readonly database?: string;
  readonly keyFile?: string;
  readonly json?: true;
}

/** `gigaset-redirect inventory …`: the list of known phones. */
export const inventoryCommand: CommandEntry = {
  name: 'inventory',
  register(program: Command): void {
    const inventory = program
      .command('inventory')
      .summary('manage the list of phones that may be registered')
      .description(
        'Manages the MAC-IDs of all known phones. With an inventory, a server refuses every other MAC (mac_not_exist) and every wrong ID (mac_invalid). Without one, any phone can be registered.',
      )
      .addHelpText(
        'before',
        'Examples:\n  gigaset-redirect inventory import macs.csv\n  gigaset-redirect inventory count\n',
      );
    const location = (command: Command): Command =>
      command.addOption(dataOption()).addOption(databaseOption()).addOption(jsonOption());
    location(
      inventory
        .command('import')
        .summary('add the MAC-IDs of a file')
        .addHelpText('before', 'Example:\n  gigaset-redirect inventory import macs.csv\n')
        .description(
          'Adds the MAC-IDs of a file: one per line, or the first column of a CSV. Lines that begin with # are ignored.',
        )
        .argument('<file>', 'the file'),
    )
      .addOption(
        new Option('--key-file <file>', 'the key, if it is not secret.key in the data folder').env(
          'GIGASET_REDIRECT_KEY_FILE',
        ),
      )
      .action((file: string, options: Location) =>
        withServer(async ({ importInventory, countInventory }) => {
          const phones = await importInventory({ ...options, key: process.env['GIGASET_REDIRECT_KEY'] }, file);
          const total = await countInventory(options);
          printResult(
            options,
            { imported: phones, phones: total },
            `${formatPhones(phones)} imported; the inventory has ${formatPhones(total)}`,
          );
        }),
      );
    location(inventory.command('count').summary('print the number of phones'))
      .addHelpText('before', 'Example:\n  gigaset-redirect inventory count --json\n')
      .description('Prints the number of phones in the inventory.')
      .action((options: Location) =>
        withServer(async ({ countInventory }) => {
          const total = await countInventory(options);
          printResult(
            options,
            { phones: total },
            total === 0
              ? 'There is no inventory: any phone can be registered.'
              : `The inventory has ${formatPhones(total)}.`,
          );
        }),
      );
    location(inventory.command('clear').summary('delete the inventory, so that any phone can be registered'))
      .addHelpText('before', 'Example:\n  gigaset-redirect inventory clear\n')
      .description('Deletes the inventory, so that any phone can be registered.')
      .action((options: Location) =>
        withServer(async ({ clearInventory }) => {
          await clearInventory(options);
          printResult(options, { phones: 0 }, 'The inventory is empty: any phone can be registered.');
        }),
      );
  },
};
