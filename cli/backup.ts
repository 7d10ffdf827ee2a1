import type { Command } from 'commander';
import type { CommandEntry } from './command.ts';
import { databaseOption, dataOption, jsonOption } from './options.ts';
import { formatCount, printResult, timeSince } from './output.ts';
import { withServer } from './with-server.ts';

interface Location {
  readonly data: string;
  readonly database?: string;
  readonly json?: true;
}

/** `gigaset-redirect backup`: all data of a server in one file. */
export const backupCommand: CommandEntry = {
  name: 'backup',
  register(program: Command): void {
    program
      .command('backup')
      .summary('write a backup of a server, also while it runs')
      .description(
        "Writes accounts, registrations, inventory and history to a file. The file does not contain the key that encrypts the phones' IDs: keep a copy of secret.key (in the data folder) elsewhere.",
      )
      .addHelpText('before', 'Example:\n  gigaset-redirect backup redirect.backup --data /var/lib/gigaset-redirect\n')
      .argument('<file>', 'the file to write; an existing one is replaced once the backup is complete')
      .addOption(dataOption())
      .addOption(databaseOption())
      .addOption(jsonOption())
      .action((file: string, options: Location) =>
        withServer(async ({ backupTo }) => {
          const started = performance.now();
          const records = await backupTo(options, file);
          printResult(
            options,
            { file, records },
            `${formatCount(records)} records written to ${file} in ${timeSince(started)}\nThe backup does not contain the key: keep a copy of secret.key in another place.`,
          );
        }),
      );
  },
};

/** `gigaset-redirect restore`: restores a backup into an empty database. */
export const restoreCommand: CommandEntry = {
  name: 'restore',
  register(program: Command): void {
    program
      .command('restore')
      .summary('restore a backup into an empty database')
      .description(
        'Restores a backup into an empty database, completely or not at all; also from SQLite into PostgreSQL and vice versa. The server then needs the key of the backed-up server.',
      )
      .addHelpText('before', 'Example:\n  gigaset-redirect restore redirect.backup --data /var/lib/gigaset-redirect\n')
      .argument('<file>', 'a file from gigaset-redirect backup')
      .addOption(dataOption())
      .addOption(databaseOption())
      .addOption(jsonOption())
      .action((file: string, options: Location) =>
        withServer(async ({ restoreFrom, describeData }) => {
          const started = performance.now();
          const records = await restoreFrom(options, file);
          printResult(
            options,
            { file, records },
            `${formatCount(records)} records restored into ${describeData(options)} in ${timeSince(started)}\nBefore you serve, copy its key into the data folder: secret.key`,
          );
        }),
      );
  },
};
