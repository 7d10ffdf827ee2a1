import { type Command, Option } from 'commander';
import { CommandError, type CommandEntry, exitCodes } from './command.ts';
import { databaseOption, dataOption } from './options.ts';
import { formatTable } from './output.ts';
import { type PasswordSource, readPassword } from './password.ts';
import { withServer } from './with-server.ts';

/** The location of the accounts. */
interface Location {
  readonly data: string;
  readonly database?: string;
}

/** `gigaset-redirect account …`: the accounts of a redirect server. */
export const accountCommand: CommandEntry = {
  name: 'account',
  register(program: Command): void {
    const account = program
      .command('account')
      .summary('create, list and change the accounts of a server')
      .description('Creates, lists and changes the accounts of a redirect server, also while it runs.')
      // Without a command, print the help; any other word is an unknown command.
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
      .summary('create an account')
      .addHelpText(
        'before',
        `Examples:
  gigaset-redirect account add daryna
  gigaset-redirect account add daryna --password-file secret.txt --data /var/lib/gigaset-redirect
`,
      )
      .description('Creates an account. Asks for the password unless it comes from stdin or a file.')
      .action(add);
    addCommand('list')
      .summary('list the accounts')
      .addHelpText(
        'before',
        `Examples:
  gigaset-redirect account list
  gigaset-redirect account list --json --data /var/lib/gigaset-redirect
`,
      )
      .description('Lists the accounts with their number of phones and date of creation.')
      .option('--json', 'print JSON, one account per line')
      .action(list);
    takePassword(addCommand('password'))
      .summary('change the password of an account')
      .addHelpText(
        'before',
        `Examples:
  gigaset-redirect account password daryna
  gigaset-redirect account password daryna --password-file secret.txt
`,
      )
      .description(
        'Changes the password of an account and ends its sessions. Asks for the password unless it comes from stdin or a file.',
      )
      .action(changePassword);
    addCommand('disable')
      .summary('block logins to an account')
      .addHelpText(
        'before',
        `Example:
  gigaset-redirect account disable daryna
`,
      )
      .description('Blocks logins to an account. Its phones stay registered and are still redirected.')
      .argument('<name>', 'the account')
      .action((name: string, options: Location) => setDisabled(name, options, true));
    addCommand('enable')
      .summary('undo disable')
      .addHelpText(
        'before',
        `Example:
  gigaset-redirect account enable daryna
`,
      )
      .description('Allows logins to a disabled account again.')
      .argument('<name>', 'the account')
      .action((name: string, options: Location) => setDisabled(name, options, false));
    // Subcommands inherit the settings made before they are added, and refuse excess arguments.
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
    process.stdout.write(`account "${name}" has a new password\n`);
  });
}

async function setDisabled(name: string, options: Location, disabled: boolean): Promise<void> {
  await withServer((server) => server.setAccountDisabled(options, name, disabled));
  process.stdout.write(`account "${name}" ${disabled ? 'disabled; its phones stay registered' : 'enabled'}\n`);
}

/** The message does not repeat the argument, because a second one is probably the password. */
function refusePasswordArgument(command: Command): void {
  if (command.args.length <= 1) return;
  throw new CommandError(
    `account ${command.name()} takes one argument, the name. A password must not be in the shell's history: omit it to be asked for it, or use --password-stdin or --password-file FILE.`,
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
    process.stdout.write(`no accounts ${where}; create one with: gigaset-redirect account add NAME ${option}\n`);
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
