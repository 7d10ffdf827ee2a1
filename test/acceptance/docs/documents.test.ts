import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import manifest from '../../../package.json' with { type: 'json' };
import { generatedFolders } from '../../../tools/docs/pages.ts';
import { root } from '../../../tools/paths.ts';
import { engines } from '../../support/engine.ts';
import { type Block, blocksOf, missingLines } from './document.ts';
import { openShell, type Shell } from './shell.ts';

/** All but the registry's pages, which are written from the schemas: registry.test.ts. */
const documents = [
  'README.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name !== 'index.md' && !generatedFolders.some((folder) => name.startsWith(`${folder}/`)))
    .map((name) => `docs/${name}`),
]
  .filter((name) => name.endsWith('.md'))
  .sort();

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
  test.each(documents)('%s: what it tells people to do works, word for word', async (document) => {
    const home = join(dir, 'home');
    const clone = makeClone(join(dir, 'clone'));
    const bin = join(dir, 'bin');
    for (const folder of [home, bin]) mkdirSync(folder);
    // Whichever engine it is: the document says terraform.
    symlinkSync(path, join(bin, 'terraform'));
    const port = String(await freePort());
    shell = openShell(clone, {
      HOME: home,
      PATH: [
        bin,
        ...(process.env['PATH'] ?? '').split(delimiter).filter((entry) => !entry.includes('node_modules')),
      ].join(delimiter),
      // The port of the document may be somebody's on this machine.
      GIGASET_REDIRECT_PORT: port,
      CHECKPOINT_DISABLE: '1',
      DISABLE_VERSION_CHECK: '1',
      CI: '1',
    });
    let output = '';
    for (const block of blocksOf(root, document)) {
      const here = { ...block, text: block.text.replaceAll('127.0.0.1:8080', `127.0.0.1:${port}`) };
      output = (await follow(here, shell, { home, clone, output })) ?? output;
    }
  });
});

test.each(documents)('%s: what it shows of the repository is what stands there', (document) => {
  for (const { note, about, text, place } of blocksOf(root, document)) {
    if (note === 'same as') expect({ place, text: readFileSync(join(root, about), 'utf8') }).toEqual({ place, text });
  }
});

test.each(documents)('%s: what is too long to be run here exists', (document) => {
  for (const { note, about, text, place } of blocksOf(root, document)) {
    if (note === 'tested by')
      expect({ place, file: readFileSync(join(root, about), 'utf8') }).toMatchObject({
        file: expect.stringContaining(text.trim()),
      });
    // That test reads the block from the document itself.
    if (note === 'applied by')
      expect({ place, file: readFileSync(join(root, about), 'utf8') }).toMatchObject({
        file: expect.stringContaining(document),
      });
    if (note !== 'too long for a test') continue;
    for (const line of text.trim().split('\n')) {
      const [, script = ''] = /^npm (?:run )?(\w+)/.exec(line) ?? [];
      expect({ place, scripts: Object.keys(manifest.scripts) }).toMatchObject({
        scripts: expect.arrayContaining([script]),
      });
      for (const [file] of line.matchAll(/\S+\/\S+/g))
        expect({ file, exists: existsSync(join(root, file)) }).toEqual({ file, exists: true });
    }
  }
});

test.each(documents)('%s: its links lead somewhere', (document) => {
  const text = readFileSync(join(root, document), 'utf8');
  for (const [, target = ''] of text.matchAll(/\]\((?!https?:)([^)#]+)/g)) {
    expect({ target, exists: existsSync(join(root, dirname(document), target)) }).toEqual({ target, exists: true });
  }
});

/** Does what a block says; returns what it printed, where it was run. */
async function follow(
  { language, note, about, text, place }: Block,
  terminal: Shell,
  { home, clone, output }: { home: string; clone: string; output: string },
): Promise<string | undefined> {
  switch (note) {
    case 'file': {
      const file = about.startsWith('~') ? about.replace('~', home) : join(clone, about);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      return undefined;
    }
    case 'output':
      expect({ place, missing: missingLines(text, output), output }).toEqual({ place, missing: [], output });
      return undefined;
    case 'runs until':
      return terminal.runUntil(text, about);
    case 'works in':
      return terminal.run(`pushd ${about} >/dev/null\n${text}\npopd >/dev/null`);
    case 'same as':
    case 'tested by':
    case 'applied by':
    case 'too long for a test':
    case 'needs':
      return undefined;
    case undefined:
      if (language !== 'sh') throw new Error(`${place}: nothing says what this block of ${language} is for`);
      return terminal.run(text);
  }
}

/** The repository as somebody has it who has just cloned it; the packages are there already. */
function makeClone(folder: string): string {
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

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
    server.once('error', reject);
  });
}
