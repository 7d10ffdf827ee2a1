import { type Command, Option } from 'commander';
import { CommandError, type CommandEntry, exitCodes } from './command.ts';
import { databaseOption, dataOption } from './options.ts';
import { type PasswordSource, readPassword } from './password.ts';
import { formatTable } from './table.ts';
import { withServer } from './with-server.ts';

/** Where the accounts are. */
interface Location {
  readonly data: string;
  readonly database?: string;
}

/** `gigaset-redirect account …`: the provisioners of a server of one's own. */
export const accountCommand: CommandEntry = {
  name: 'account',
  register(program: Command): void {
    const account = program
      .command('account')
      .summary('make, list and change the accounts of a server')
      .description('Makes, lists and changes the accounts of a redirect server. The server may run meanwhile.')
      // Alone it is a question: the answer is its help, not an error. What else stands there is no command of it.
      .action(() => {
        const [unknown] = account.args;
        if (unknown === undefined) account.help();
        const names = account.commands.map((command) => `account ${command.name()}`).join(', ');
        account.error(`error: unknown command 'account ${unknown}'; there are: ${names}`);
      });
    const addCommand = (name: string): Command =>
      account.command(name).addOption(dataOption()).addOption(databaseOption());
    const takePassword = (command: Command): Command =>
      command
        .argument('<name>', 'the account: user name for HTTP Basic')
        .addOption(new Option('--password-stdin', 'read the password from stdin').conflicts('passwordFile'))
        .addOption(new Option('--password-file <file>', 'read the password from the first line of a file'))
        .allowExcessArguments();
    takePassword(addCommand('add'))
      .summary('make an account')
      .description('Makes an account. Asks for the password, unless it comes from stdin or a file.')
      .action(add);
    addCommand('list')
      .summary('list the accounts')
      .description('Lists the accounts: name, when it was made, how many phones are registered in it.')
      .option('--json', 'as JSON, an account a line')
      .action(list);
    takePassword(addCommand('password'))
      .summary('give an account another password')
      .description(
        'Gives an account another password, and logs out whoever is logged in to it. Asks for the password, unless it comes from stdin or a file.',
      )
      .action(changePassword);
    addCommand('disable')
      .summary('let nobody log in to an account')
      .description('Lets nobody log in to an account. Its phones stay registered, and are still told where to go.')
      .argument('<name>', 'the account')
      .action((name: string, options: Location) => setDisabled(name, options, true));
    addCommand('enable')
      .summary('undo disable')
      .description('Lets an account that was disabled log in again.')
      .argument('<name>', 'the account')
      .action((name: string, options: Location) => setDisabled(name, options, false));
    // Its commands inherit what was set before they were made, and take no excess arguments.
    account.allowExcessArguments();
  },
};

async function add(name: string, options: PasswordSource & Location, command: Command): Promise<void> {
  refusePasswordArgument(command);
  await withServer(async ({ addAccount, checkAccountName, describeData }) => {
    const accountName = checkAccountName(name);
    await addAccount(options, accountName, await readPassword(options));
    process.stdout.write(`account "${accountName}" added to ${describeData(options)}\n`);
  });
}

async function changePassword(name: string, options: PasswordSource & Location, command: Command): Promise<void> {
  refusePasswordArgument(command);
  await withServer(async (server) => {
    await server.checkAccountExists(options, name);
    await server.changePassword(options, name, await readPassword(options));
    process.stdout.write(`account "${name}" has another password\n`);
  });
}

async function setDisabled(name: string, options: Location, disabled: boolean): Promise<void> {
  await withServer((server) => server.setAccountDisabled(options, name, disabled));
  process.stdout.write(`account "${name}" ${disabled ? 'disabled; its phones stay registered' : 'enabled'}\n`);
}

/** Not repeated here, since a second argument is most likely the password. */
function refusePasswordArgument(command: Command): void {
  if (command.args.length <= 1) return;
  throw new CommandError(
    `account ${command.name()} takes one argument, the name. A password does not belong into the shell's history: leave it out and you are asked for it, or give it with --password-stdin or --password-file FILE.`,
    exitCodes.usage,
  );
}

async function list(options: Location & { json?: true }): Promise<void> {
  const accounts = await withServer(({ listAccounts }) => listAccounts(options));
  if (options.json === true) {
    const rows = accounts.map(({ name, createdAt, disabledAt, phones }) =>
      JSON.stringify({ name, phones, createdAt, disabledAt: disabledAt ?? null }),
    );
    process.stdout.write(rows.length === 0 ? '[]\n' : `[\n  ${rows.join(',\n  ')}\n]\n`);
    return;
  }
  if (accounts.length === 0) {
    const [where, option] = options.database
      ? ['in the database', '--database …']
      : [`in ${options.data}`, `--data ${options.data}`];
    process.stdout.write(`no accounts ${where}; make one with: gigaset-redirect account add NAME ${option}\n`);
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
