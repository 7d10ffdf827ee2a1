import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { root } from '../../../tools/paths.ts';
import { engines } from '../../support/engine.ts';
import { freePort } from '../../support/free-port.ts';
import { type CodeBlock, codeBlocks, isGenerated, markdownFiles, setUpBlocks } from '../../support/markdown.ts';
import { followBlock } from './follow-block.ts';
import { openShell, type Shell } from './shell.ts';

/** Commands that this test runs: shell blocks without a directive that says where else they are tested. */
const isRun = ({ language, directive }: CodeBlock): boolean =>
  language === 'sh' && [undefined, 'runs until', 'works in'].includes(directive);

// test/unit/docs checks what can be checked without running anything.
const documents = markdownFiles(root)
  .filter((file) => (file === 'README.md' || file.startsWith('docs/')) && !isGenerated(root, file))
  .map((file) => ({ file, commands: codeBlocks(root, file).filter(isRun) }))
  .filter(({ commands }) => commands.length > 0)
  .map(({ file, commands }) => ({
    file,
    usesEngine: commands.some(({ text }) => /\b(?:terraform|cdktf) /.test(text)),
  }));

let dir: string;
let shell: Shell | undefined;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gigaset-docs-'));
});
afterEach(() => {
  shell?.close();
  rmSync(dir, { recursive: true, force: true });
});

describe.each(engines())('with $name $version', ({ path }) => {
  test.each(documents.filter(({ usesEngine }) => usesEngine))(
    'the commands of $file work and print what it shows',
    ({ file }) => followDocument(file, path),
  );
});

test.each(documents.filter(({ usesEngine }) => !usesEngine))(
  'the commands of $file work and print what it shows',
  ({ file }) => followDocument(file),
);

/** Runs all blocks of a document in a fresh copy of the repository, as a reader with an empty home would. */
async function followDocument(file: string, engine?: string): Promise<void> {
  const home = join(dir, 'home');
  const bin = join(dir, 'bin');
  for (const folder of [home, bin]) mkdirSync(folder);
  const clone = copyRepository(join(dir, 'clone'));
  // The documents call the engine terraform, whichever engine it is.
  if (engine !== undefined) symlinkSync(engine, join(bin, 'terraform'));
  const port = String(await freePort());
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((entry) => !entry.includes('node_modules'));
  shell = openShell(clone, {
    HOME: home,
    PATH: [bin, ...path].join(delimiter),
    // Another program of this machine may use the port that the documents name.
    GIGASET_REDIRECT_PORT: port,
    CHECKPOINT_DISABLE: '1',
    DISABLE_VERSION_CHECK: '1',
    CI: '1',
  });
  let output = '';
  for (const block of [...setUpBlocks(root, file), ...codeBlocks(root, file)]) {
    const text = block.text.replaceAll('127.0.0.1:8080', `127.0.0.1:${port}`);
    output = (await followBlock({ ...block, text }, shell, { home, clone, output })) ?? output;
  }
}

/** Copies the repository as git would clone it, and links its installed packages. */
function copyRepository(folder: string): string {
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  for (const file of files.split('\0').filter((name) => name !== '' && existsSync(join(root, name)))) {
    cpSync(join(root, file), join(folder, file));
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}
