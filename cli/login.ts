import { Argument, type Command, Option } from 'commander';
import {
  addCommandGroup,
  addPasswordOptions,
  jsonLines,
  type Location,
  refusePasswordArgument,
  shownTime,
} from './command-group.ts';
import { type CommandEntry } from './command.ts';
import { formatTable, printResult } from './output.ts';
import { type PasswordSource, readPassword } from './password.ts';
import { withServer } from './with-server.ts';

// As in the server, which is loaded only when a command runs.
const roles = ['read', 'write', 'administer'] as const;
type Role = (typeof roles)[number];

/** `gigaset-redirect login …`: the logins of a redirect server's accounts. */
export const loginCommand: CommandEntry = {
  name: 'login',
  register(program: Command): void {
    const group = addCommandGroup(program, {
      name: 'login',
      summary: 'add, list and change the logins of an account',
      description: 'Adds, lists and changes the logins of an account, also while the server runs.',
    });
    const name = (): Argument => new Argument('<name>', 'the user name: NAME+LOGIN, or the account');

    addPasswordOptions(group.add('add').argument('<account>', 'the account'))
      .summary('add a login to an account')
      .addHelpText(
        'before',
        `Examples:
  gigaset-redirect login add daryna anna --role write
  gigaset-redirect login add daryna drift --role read --password-file secret.txt
`,
      )
      .description(
        'Adds a login to an account. Its user name is the account, a plus sign and the\n' +
          'name: daryna+anna. Asks for the password unless it comes from stdin or a file.',
      )
      .argument('<name>', 'the name of the login')
      .addOption(
        new Option('--role <role>', 'read, write (change phones) or administer').choices(roles).makeOptionMandatory(),
      )
      .action(add);
    group
      .add('list')
      .summary('list the logins')
      .addHelpText(
        'before',
        `Examples:
  gigaset-redirect login list
  gigaset-redirect login list daryna --json
`,
      )
      .description('Lists the logins of one account or of all.')
      .argument('[account]', 'the account; all by default')
      .action(list);
    addPasswordOptions(group.add('password').addArgument(name()))
      .summary('change the password of a login')
      .addHelpText(
        'before',
        `Examples:
  gigaset-redirect login password daryna+anna
  gigaset-redirect login password daryna+anna --password-file secret.txt
`,
      )
      .description(
        'Changes the password of a login and ends its sessions. Asks for the password\nunless it comes from stdin or a file.',
      )
      .action(changePassword);
    group
      .add('role')
      .summary('change the role of a login')
      .addHelpText(
        'before',
        `Example:
  gigaset-redirect login role daryna+anna read
`,
      )
      .description('Changes what a login may do, and ends its sessions.')
      .addArgument(name())
      .addArgument(new Argument('<role>', 'read, write (change phones) or administer').choices(roles))
      .action((login: string, role: Role, options: Location) =>
        change(login, options, { kind: 'role', role }, `has the role ${role}`),
      );
    group
      .add('disable')
      .summary('block a login')
      .addHelpText(
        'before',
        `Example:
  gigaset-redirect login disable daryna+anna
`,
      )
      .description('Blocks a login and ends its sessions. The other logins of its account still work.')
      .addArgument(name())
      .action((login: string, options: Location) =>
        change(login, options, { kind: 'disabled', disabled: true }, 'is disabled'),
      );
    group
      .add('enable')
      .summary('undo disable')
      .addHelpText(
        'before',
        `Example:
  gigaset-redirect login enable daryna+anna
`,
      )
      .description('Allows a disabled login again.')
      .addArgument(name())
      .action((login: string, options: Location) =>
        change(login, options, { kind: 'disabled', disabled: false }, 'is enabled'),
      );
    group
      .add('remove')
      .summary('remove a login')
      .addHelpText(
        'before',
        `Example:
  gigaset-redirect login remove daryna+anna
`,
      )
      .description('Removes a login and ends its sessions. The history still names it.')
      .addArgument(name())
      .action((login: string, options: Location) => change(login, options, { kind: 'removed' }, 'is removed'));
    group.end();
  },
};

async function add(
  account: string,
  name: string,
  options: PasswordSource & Location & { readonly role: Role },
  command: Command,
): Promise<void> {
  refusePasswordArgument(command, 'the account', 'the name');
  await withServer(async (server) => {
    const login = { account, name, role: options.role };
    await server.checkNewLogin(options, login);
    const added = await server.addLogin(options, login, await readPassword(options));
    printResult(options, { name: added, role: options.role }, `login "${added}" added with the role ${options.role}`);
  });
}

async function changePassword(name: string, options: PasswordSource & Location, command: Command): Promise<void> {
  refusePasswordArgument(command, 'the name');
  await withServer(async (server) => {
    await server.checkLoginExists(options, name);
    await server.changePassword(options, name, await readPassword(options));
    printResult(options, { name }, `login "${name}" has a new password`);
  });
}

type Change = { kind: 'role'; role: Role } | { kind: 'disabled'; disabled: boolean } | { kind: 'removed' };

async function change(name: string, options: Location, wanted: Change, done: string): Promise<void> {
  await withServer((server) => server.changeLogin(options, name, wanted));
  const { kind, ...now } = wanted;
  printResult(options, { name, change: kind, ...now }, `login "${name}" ${done}`);
}

async function list(account: string | undefined, options: Location): Promise<void> {
  const logins = await withServer(({ listLogins }) => listLogins(options, account));
  if (options.json === true) {
    process.stdout.write(jsonLines(logins.map((login) => ({ ...login, disabledAt: login.disabledAt ?? null }))));
    return;
  }
  const rows = logins.map(({ account: owner, name, role, createdAt, disabledAt }) => [
    owner,
    name,
    role,
    shownTime(createdAt),
    disabledAt === undefined ? '' : 'disabled',
  ]);
  process.stdout.write(formatTable(['ACCOUNT', 'LOGIN', 'ROLE', 'CREATED (UTC)', ''], rows));
}
