import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '../../../tools/find-program.ts';
import { root } from '../../../tools/paths.ts';
import { hostTarget, providerArchive, providerSource } from '../../../tools/release/index.ts';
import { engines } from '../../support/engine.ts';
import { executables } from '../../support/executables.ts';
import { freePort } from '../../support/free-port.ts';
import { codeBlocks } from '../../support/markdown.ts';
import { followBlock } from '../docs/follow-block.ts';
import { openShell, type Shell } from '../docs/shell.ts';

let dir: string;
let archive: string;
let shell: Shell | undefined;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'gigaset-walk-'));
  const { name, content } = await providerArchive(await providerSource(), hostTarget());
  archive = join(dir, name);
  writeFileSync(archive, content);
});
afterEach(() => shell?.close());
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** The blocks of the first page about the first phone, without those that build and install the product. */
const page = codeBlocks(root, 'docs/guides/start.md');
const first = page.findIndex(({ text }) => text.includes('gigaset-redirect account add'));
const last = page.findIndex(({ text }) => text.includes('autoprov.checkDevice'));
const walk = page.slice(first, last + 2);

test.each(engines())(
  'with $name $version and no Node.js, the executables run the commands of the first page',
  async (engine) => {
    const home = mkdtempSync(join(dir, 'home-'));
    const bin = join(home, 'bin');
    mkdirSync(bin);
    symlinkSync(engine.path, join(bin, 'terraform'));
    symlinkSync(findProgram('bash') ?? '', join(bin, 'bash'));
    symlinkSync(executables().commandLine, join(bin, 'gigaset-redirect'));
    const port = String(await freePort());
    const env = { HOME: home, PATH: bin, GIGASET_REDIRECT_PORT: port, CHECKPOINT_DISABLE: '1' };
    expect(findProgram('node', env)).toBeUndefined();
    shell = openShell(home, env);
    await shell.run(`gigaset-redirect install --from '${archive}'`);
    let output = '';
    for (const block of walk) {
      const text = block.text.replaceAll('127.0.0.1:8080', `127.0.0.1:${port}`);
      output = (await followBlock({ ...block, text }, shell, { home, clone: home, output })) ?? output;
    }
    expect(walk.length).toBeGreaterThan(5);
  },
);
