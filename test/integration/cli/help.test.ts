import { commands } from '../../../cli/commands.ts';
import { runCommand } from '../../support/server.ts';

const accountCommands = ['add', 'list', 'password', 'disable', 'enable'].map((name) => ['account', name]);
const loginCommands = ['add', 'list', 'password', 'role', 'disable', 'enable', 'remove'].map((name) => ['login', name]);
const inventoryCommands = ['import', 'count', 'clear'].map((name) => ['inventory', name]);
const forgeCommands = ['comment', 'reviewed', 'issue'].map((name) => ['forge', name]);
const groupedCommands = [...accountCommands, ...loginCommands, ...inventoryCommands, ...forgeCommands];
const everyCommand = [...commands.map(({ name }) => [name]), ...groupedCommands];

describe('the help of the command line', () => {
  test('begins with examples and lists every command', async () => {
    const { code, stdout, stderr } = await runCommand(['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^gigaset-redirect: .*\n\nExamples:\n/);
    const listed = stdout.slice(stdout.indexOf('Commands:')).match(/^ {2}\S+/gm) ?? [];
    expect(listed.map((line) => line.trim())).toEqual([...commands.map(({ name }) => name), 'help']);
  });

  test('fits the width of a terminal', async () => {
    const texts = await Promise.all(everyCommand.map(async (names) => (await runCommand([...names, '--help'])).stdout));
    // Examples are meant for copying, so they stay on one line.
    const lines = texts.flatMap((text) => text.split('\n')).filter((line) => !line.includes('gigaset-redirect '));
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  test('of serve fits on one screen and begins with examples', async () => {
    const { stdout } = await runCommand(['serve', '--help']);
    expect(stdout).toMatch(/^Examples:\n/);
    expect(stdout.split('\n').length).toBeLessThanOrEqual(40);
  });

  test.each(groupedCommands)('of %s %s begins with an example', async (...names) => {
    expect((await runCommand([...names, '--help'])).stdout).toMatch(/^Examples?:\n/);
  });

  test.each(everyCommand.map((names) => [names.join(' '), names] as const))(
    '%s --help shows usage and description, after its examples',
    async (name, names) => {
      const { code, stdout, stderr } = await runCommand([...names, '--help']);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(
        new RegExp(`^(?:Examples?:\\n(?:  .*\\n)+\\n)?Usage: gigaset-redirect ${name} .*\\n\\n[A-Z][^]*\\nOptions:\\n`),
      );
    },
  );

  test('offers --json for every command that prints a result', async () => {
    // These print what a shell or an engine reads, or log until they are stopped.
    const others = new Set(['serve', 'provider', 'completion', 'forge', 'account', 'login', 'inventory']);
    const printing = everyCommand.filter(([name = '', ...rest]) => rest.length > 0 || !others.has(name));
    const texts = await Promise.all(printing.map(async (words) => (await runCommand([...words, '--help'])).stdout));
    expect(printing.filter((_, at) => texts[at]?.includes('--json') !== true)).toEqual([]);
  });

  test('is shown as an error if the command is missing', async () => {
    const { code, stdout, stderr } = await runCommand([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('Usage: gigaset-redirect');
  });

  test('is shown for account without a command', async () => {
    const { code, stdout } = await runCommand(['account']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/add +create an account\n +list +list the accounts/);
  });
});

describe('an invalid command line is refused in one or two sentences, with exit code 2', () => {
  const ownHelp = (name: string): string => `Type gigaset-redirect ${name} --help for its arguments.`;
  test.each([
    [['frobnicate'], "unknown command 'frobnicate'", 'Type gigaset-redirect --help for examples.'],
    [['sevre'], "unknown command 'sevre'\n(Did you mean serve?)", 'Type gigaset-redirect --help for examples.'],
    [['--frobnicate'], "unknown option '--frobnicate'", 'Type gigaset-redirect --help for examples.'],
    [
      ['account', 'remove'],
      "unknown command 'account remove'; there are: account add, account list, account password, account disable, account enable",
      ownHelp('account'),
    ],
    [['account', 'add'], "missing required argument 'name'", ownHelp('account add')],
    [['account', 'list', '--frobnicate'], "unknown option '--frobnicate'", ownHelp('account list')],
    [
      ['account', 'add', 'daryna', '--password-stdin', '--password-file', 'f'],
      "option '--password-stdin' cannot be used with option '--password-file <file>'",
      ownHelp('account add'),
    ],
    [['serve', '--prot', '1'], "unknown option '--prot'\n(Did you mean --port?)", ownHelp('serve')],
    [['serve', '8080'], "too many arguments for 'serve'. Expected 0 arguments but got 1: 8080.", ownHelp('serve')],
    [['serve', '--port'], "option '--port <number>' argument missing", ownHelp('serve')],
    ...['99999', '-1', '80a', '8080.5', ''].map((port): [string[], string, string] => [
      ['serve', '--port', port],
      `option '--port <number>' argument '${port}' is invalid. A port is a number from 0 to 65535; 0 means any free port.`,
      ownHelp('serve'),
    ]),
    [
      ['serve', '--log-level', 'loud'],
      "option '--log-level <level>' argument 'loud' is invalid. Allowed choices are silent, error, warn, info, debug.",
      ownHelp('serve'),
    ],
    [['install', '--frobnicate'], "unknown option '--frobnicate'", ownHelp('install')],
  ])('%j', async (args, complaint, advice) => {
    expect(await runCommand(args)).toEqual({
      code: 2,
      stdout: '',
      stderr: `gigaset-redirect: ${complaint}\n${advice}\n`,
    });
  });
});

test("--version prints the package's version", async () => {
  expect(await runCommand(['--version'])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
  });
});
