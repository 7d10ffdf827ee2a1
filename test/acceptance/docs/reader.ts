import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { root } from '../../../tools/paths.ts';
import { freePort } from '../../support/free-port.ts';
import { type CodeBlock, codeBlocks } from '../../support/markdown.ts';
import { followBlock } from './follow-block.ts';
import { openShell } from './shell.ts';

/** Someone with an empty home, a fresh copy of the repository and one shell. */
export interface Reader {
  /** Does what the blocks say, one after the other, and compares what they show with what was printed. */
  follow(blocks: readonly CodeBlock[]): Promise<void>;
  /** Runs a command that no document shows, and returns its output. */
  run(command: string): Promise<string>;
  /** Ends everything that was started, and removes the folders. */
  close(): void;
}

/**
 * @param engine the path of the engine that documents call `terraform`, whichever engine it is
 * @param programs the paths of further programs by the names that documents call them
 */
export async function openReader(engine?: string, programs: Readonly<Record<string, string>> = {}): Promise<Reader> {
  const dir = mkdtempSync(join(tmpdir(), 'gigaset-docs-'));
  const home = join(dir, 'home');
  const bin = join(dir, 'bin');
  for (const folder of [home, bin]) mkdirSync(folder);
  const clone = copyRepository(join(dir, 'clone'));
  if (engine !== undefined) symlinkSync(engine, join(bin, 'terraform'));
  for (const [name, program] of Object.entries(programs)) symlinkSync(program, join(bin, name));
  const port = String(await freePort());
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((entry) => !entry.includes('node_modules'));
  const shell = openShell(clone, {
    HOME: home,
    PATH: [bin, ...path].join(delimiter),
    // Another program of this machine may use the port that the documents name.
    GIGASET_REDIRECT_PORT: port,
    CHECKPOINT_DISABLE: '1',
    DISABLE_VERSION_CHECK: '1',
    CI: '1',
  });
  return {
    follow: async (blocks) => {
      let output = '';
      for (const block of blocks) {
        const text = block.text.replaceAll('127.0.0.1:8080', `127.0.0.1:${port}`);
        output = (await followBlock({ ...block, text }, shell, { home, clone, output })) ?? output;
      }
    },
    run: (command) => shell.run(command),
    close: () => {
      shell.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Whether a document has commands that a reader types: shell blocks without a directive that says where else they run. */
export const hasCommands = (file: string): boolean => codeBlocks(root, file).some(isRun);

/** Whether a document has commands that need an engine. */
export const usesEngine = (file: string): boolean =>
  codeBlocks(root, file).some((block) => isRun(block) && /\b(?:terraform|cdktf|cdktn) /.test(block.text));

const isRun = ({ language, directive }: CodeBlock): boolean =>
  language === 'sh' && [undefined, 'runs until', 'works in'].includes(directive);

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
