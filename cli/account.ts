import type { Command } from 'commander';
import {
  addCommandGroup,
  addPasswordOptions,
  jsonLines,
  type Location,
  refusePasswordArgument,
  shownTime,
} from './command-group.ts';
import type { CommandEntry } from './command.ts';
import { formatTable, print, printResult } from './output.ts';
import { type PasswordSource, readPassword } from './password.ts';
import { withServer } from './with-server.ts';

/** `gigaset-redirect account …`: the accounts of a redirect server. */
export const accountCommand: CommandEntry = {
  name: 'account',
  register(program: Command): void {
    const group = addCommandGroup(program, {
      name: 'account',
      summary: 'create, list and change the accounts of a server',
      description: 'Creates, lists and changes the accounts of a redirect server, also while it runs.',
    });
    const takePassword = (command: Command): Command =>
      addPasswordOptions(command.argument('<name>', 'the account, and the user name of its first login'));
    takePassword(group.add('add'))
      .summary('create an account')
      .addHelpText(
        'before',
        `Examples:
  gigaset-redirect account add daryna
  gigaset-redirect account add daryna --password-file secret.txt --data /var/lib/gigaset-redirect
`,
      )
      .description(
        'Creates an account and its first login, which may administer it. Asks for the\npassword unless it comes from stdin or a file.',
      )
      .action(add);
    group
      .add('list')
      .summary('list the accounts')
      .addHelpText(
        'before',
        `Examples:
  gigaset-redirect account list
  gigaset-redirect account list --json --data /var/lib/gigaset-redirect
`,
      )
      .description('Lists the accounts with their number of phones and date of creation.')
      .action(list);
    takePassword(group.add('password'))
      .summary('change the password of an account')
      .addHelpText(
        'before',
        `Examples:
  gigaset-redirect account password daryna
  gigaset-redirect account password daryna --password-file secret.txt
`,
      )
      .description(
        'Changes the password of the first login of an account and ends its sessions.\nAsks for the password unless it comes from stdin or a file.',
      )
      .action(changePassword);
    group
      .add('disable')
      .summary('block logins to an account')
      .addHelpText(
        'before',
        `Example:
  gigaset-redirect account disable daryna
`,
      )
      .description('Blocks all logins to an account. Its phones stay registered and are still redirected.')
      .argument('<name>', 'the account')
      .action((name: string, options: Location) => setDisabled(name, options, true));
    group
      .add('enable')
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
    group.end();
  },
};

async function add(name: string, options: PasswordSource & Location, command: Command): Promise<void> {
  refusePasswordArgument(command, 'the name');
  await withServer(async ({ addAccount, checkAccountName, describeData }) => {
    const accountName = checkAccountName(name);
    await addAccount(options, accountName, await readPassword(options));
    printResult(options, { name: accountName }, `account "${accountName}" added to ${describeData(options)}`);
  });
}

async function changePassword(name: string, options: PasswordSource & Location, command: Command): Promise<void> {
  refusePasswordArgument(command, 'the name');
  await withServer(async (server) => {
    await server.checkAccountExists(options, name);
    await server.changePassword(options, name, await readPassword(options));
    printResult(options, { name }, `account "${name}" has a new password`);
  });
}

async function setDisabled(name: string, options: Location, disabled: boolean): Promise<void> {
  await withServer((server) => server.setAccountDisabled(options, name, disabled));
  printResult(
    options,
    { name, disabled },
    `account "${name}" ${disabled ? 'disabled; its phones stay registered' : 'enabled'}`,
  );
}

async function list(options: Location): Promise<void> {
  const accounts = await withServer(({ listAccounts }) => listAccounts(options));
  if (options.json === true) {
    const rows = accounts.map(({ name, createdAt, disabledAt, phones }) => ({
      name,
      phones,
      createdAt,
      disabledAt: disabledAt ?? null,
    }));
    process.stdout.write(jsonLines(rows));
    return;
  }
  if (accounts.length === 0) {
    const [where, option] = options.database
      ? ['in the database', '--database …']
      : [`in ${options.data}`, `--data ${options.data}`];
    print(`no accounts ${where}; create one with: gigaset-redirect account add NAME ${option}`);
    return;
  }
  const rows = accounts.map(({ name, createdAt, disabledAt, phones }) => [
    name,
    String(phones),
    shownTime(createdAt),
    disabledAt === undefined ? '' : 'disabled',
  ]);
  process.stdout.write(formatTable(['NAME', 'PHONES', 'CREATED (UTC)', ''], rows));
}
