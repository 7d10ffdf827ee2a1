import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commands } from '../../../cli/commands.ts';
import { run } from '../../../tools/run.ts';
import { describeWithPeers, peerPath } from '../../support/foreign-peers.ts';
import { runCommand } from '../../support/server.ts';

type Shell = 'bash' | 'zsh' | 'fish';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gigaset-completion-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** What each shell does with the script in $0 to complete the words that follow, the last of which is incomplete. */
const drivers: Readonly<Record<Shell, readonly string[]>> = {
  bash: [
    '--norc',
    '-c',
    'source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _gigaset_redirect; printf "%s\\n" "${COMPREPLY[@]}"',
  ],
  fish: ['--no-config', '-c', 'source $argv[1]; complete -C (string join -- " " $argv[2..])'],
  // The functions that a completion calls print what they would add.
  zsh: [
    '-f',
    '-c',
    `autoload -U compinit; compinit -D; source "$0"
    compadd() { [[ $1 == -a ]] && print -l -- \${(P)2} || print -l -- "\${@:2}" }
    _describe() { print -l -- \${\${(P)@[-1]}%%:*} }
    _files() { print -l -- *(N) }
    words=("$@"); CURRENT=$#; _gigaset_redirect`,
  ],
};

/** The candidates that begin with the last of these words, as the shell would offer them. */
async function complete(shell: Shell, ...words: readonly string[]): Promise<readonly string[]> {
  const script = join(dir, 'script');
  writeFileSync(script, (await runCommand(['completion', shell])).stdout);
  const args = [...drivers[shell], script, 'gigaset-redirect', ...words];
  const { code, stdout, stderr } = await run(peerPath(shell), args, { cwd: dir, env: { ...process.env, HOME: dir } });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const last = words.at(-1) ?? '';
  return (
    stdout
      .split('\n')
      // fish adds descriptions.
      .map((line) => line.replace(/\t.*/, ''))
      .filter((line) => line !== '' && line.startsWith(last))
      .toSorted()
  );
}

describe.each<Shell>(['bash', 'zsh', 'fish'])('completion in %s', (shell) => {
  describeWithPeers([shell], 'sourced by the shell itself', () => {
    test('offers all commands', async () => {
      expect(await complete(shell, '')).toEqual(
        expect.arrayContaining([...commands.map(({ name }) => name), 'help'].toSorted()),
      );
    });

    test.each<readonly [readonly string[], readonly string[]]>([
      [['regi'], ['register']],
      [['account', 'dis'], ['disable']],
      [['list', '--form'], ['--format']],
      [
        ['list', '--format', ''],
        ['csv', 'json', 'table', 'xml'],
      ],
      [['list', '--format', 'c'], ['csv']],
      [['account', 'add', '--password-s'], ['--password-stdin']],
      [['completion', 'z'], ['zsh']],
    ])('completes %j to %j', async (words, expected) => {
      expect(await complete(shell, ...words)).toEqual(expected);
    });
  });
});

describeWithPeers(['fish', 'zsh'], 'files', () => {
  test.each<Shell>(['zsh', 'fish'])('are offered by %s where an option or argument takes one', async (shell) => {
    writeFileSync(join(dir, 'devices.csv'), '');
    expect(await complete(shell, 'register', '--file', 'dev')).toEqual(['devices.csv']);
    expect(await complete(shell, 'diff', 'dev')).toEqual(['devices.csv']);
  });
});

test('another shell is refused with the names of those that are known', async () => {
  const { code, stdout, stderr } = await runCommand(['completion', 'tcsh']);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('bash, zsh, fish');
});
