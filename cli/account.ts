import { type Command, Option } from 'commander';
import { CommandError, type CommandEntry, exitCodes } from './command.ts';
import { dataOption } from './options.ts';
import { type PasswordSource, readPassword } from './password.ts';
import { withServerRoom } from './server-room.ts';
import { formatTable } from './table.ts';

/** `gigaset-redirect account …`: the provisioners of a server of one's own. */
export const accountCommand: CommandEntry = {
  name: 'account',
  register(program: Command): void {
    const account = program
      .command('account')
      .summary('make and list the accounts of a server')
      .description('Makes and lists the accounts of a redirect server. The server may run meanwhile.')
      // Alone it is a question: the answer is its help, not an error. What else stands there is no command of it.
      .action(() => {
        const [unknown] = account.args;
        if (unknown === undefined) account.help();
        account.error(`error: unknown command 'account ${unknown}'; there are: account add, account list`);
      });
    account
      .command('add')
      .summary('make an account')
      .description('Makes an account. Asks for the password, unless it comes from stdin or a file.')
      .argument('<name>', 'the account: user name for HTTP Basic')
      .addOption(new Option('--password-stdin', 'read the password from stdin').conflicts('passwordFile'))
      .addOption(new Option('--password-file <file>', 'read the password from the first line of a file'))
      .addOption(dataOption())
      .allowExcessArguments()
      .action(add);
    account
      .command('list')
      .summary('list the accounts')
      .description('Lists the accounts: name, when it was made, how many phones are registered in it.')
      .option('--json', 'as JSON, an account a line')
      .addOption(dataOption())
      .action(list);
    // Its commands inherit what was set before they were made, and take no excess arguments.
    account.allowExcessArguments();
  },
};

async function add(name: string, options: PasswordSource & { data: string }, command: Command): Promise<void> {
  // Not repeated here, since a second argument is most likely the password.
  if (command.args.length > 1) {
    throw new CommandError(
      "account add takes one argument, the name. A password does not belong into the shell's history: leave it out and you are asked for it, or give it with --password-stdin or --password-file FILE.",
      exitCodes.usage,
    );
  }
  await withServerRoom(async ({ addAccount, checkAccountName }) => {
    const accountName = checkAccountName(name);
    await addAccount(options.data, accountName, await readPassword(options));
    process.stdout.write(`account "${accountName}" added to ${options.data}\n`);
  });
}

async function list(options: { data: string; json?: true }): Promise<void> {
  const accounts = await withServerRoom(({ listAccounts }) => listAccounts(options.data));
  if (options.json === true) {
    const rows = accounts.map(({ name, createdAt, disabledAt, phones }) =>
      JSON.stringify({ name, phones, createdAt, disabledAt: disabledAt ?? null }),
    );
    process.stdout.write(rows.length === 0 ? '[]\n' : `[\n  ${rows.join(',\n  ')}\n]\n`);
    return;
  }
  if (accounts.length === 0) {
    process.stdout.write(
      `no accounts in ${options.data}; make one with: gigaset-redirect account add NAME --data ${options.data}\n`,
    );
    return;
  }
  const rows = accounts.map(({ name, createdAt, disabledAt, phones }) => [
    name,
    String(phones),
    createdAt.toISOString().slice(0, 19).replace('T', ' '),
    disabledAt === undefined ? '' : 'disabled',
  ]);
  process.stdout.write(formatTable(['NAME', 'PHONES', 'CREATED (UTC)', ''], rows));
}
