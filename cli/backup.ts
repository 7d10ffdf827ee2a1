import type { Command } from 'commander';
import type { CommandEntry } from './command.ts';
import { databaseOption, dataOption } from './options.ts';
import { print } from './print.ts';
import { withServer } from './with-server.ts';

interface Location {
  readonly data: string;
  readonly database?: string;
}

/** `gigaset-redirect backup`: everything a server keeps, in one file. */
export const backupCommand: CommandEntry = {
  name: 'backup',
  register(program: Command): void {
    program
      .command('backup')
      .summary('write a backup of a server, which may serve meanwhile')
      .description(
        "Writes accounts, registrations, inventory and history into a file. The key that the phones' IDs are encrypted with is not in it: keep secret.key (in the data folder) elsewhere.",
      )
      .argument('<file>', 'where to; what is there already is replaced when the backup is whole')
      .addOption(dataOption())
      .addOption(databaseOption())
      .action((file: string, options: Location) =>
        withServer(async ({ backupTo }) => {
          const started = performance.now();
          const records = await backupTo(options, file);
          print(`${records.toLocaleString('en')} records written to ${file} in ${seconds(started)}`);
          print('The key is not in it: keep a copy of secret.key in another place.');
        }),
      );
  },
};

/** `gigaset-redirect restore`: a backup into an empty database. */
export const restoreCommand: CommandEntry = {
  name: 'restore',
  register(program: Command): void {
    program
      .command('restore')
      .summary('put a backup into an empty database')
      .description(
        'Puts a backup into an empty database, all of it or nothing; also one of SQLite into PostgreSQL, or the other way round. The server needs the key that the backup was made with.',
      )
      .argument('<file>', 'a file that gigaset-redirect backup has written')
      .addOption(dataOption())
      .addOption(databaseOption())
      .action((file: string, options: Location) =>
        withServer(async ({ restoreFrom, describeData }) => {
          const started = performance.now();
          const records = await restoreFrom(options, file);
          print(`${records.toLocaleString('en')} records put into ${describeData(options)} in ${seconds(started)}`);
          print('Put the key that belongs to it into the data folder before you serve: secret.key');
        }),
      );
  },
};

const seconds = (started: number): string => `${((performance.now() - started) / 1000).toFixed(1)} s`;
