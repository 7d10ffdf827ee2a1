import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launcher } from '../../../tools/launcher.ts';
import { run } from '../../../tools/run.ts';

let dir: string;
let program: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gigaset launcher-'));
  const folder = join(dir, 'package');
  program = join(folder, 'terraform-provider-gigaset');
  mkdirSync(folder);
  writeFileSync(program, launcher({ name: 'sample', script: 'provider.cjs', plugin: true }), { mode: 0o755 });
  // A bundle that prints how it was started.
  writeFileSync(
    join(folder, 'provider.cjs'),
    'console.log(JSON.stringify({ node: process.execPath, args: process.argv.slice(2), cache: process.env.NODE_COMPILE_CACHE ?? null }))',
  );
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** A wrapper of Node.js that prints its name first. */
function namedNode(path: string, name: string): string {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, `#!/bin/sh\necho ${name}\nexec '${process.execPath}' "$@"\n`, { mode: 0o755 });
  return path;
}

async function start(path: string, env: Readonly<Record<string, string>> = {}, args: readonly string[] = []) {
  const { code, stdout, output } = await run(path, args, {
    cwd: dir,
    env: { PATH: '/usr/bin:/bin', HOME: dir, ...env },
  });
  if (code !== 0) throw new Error(output);
  const lines = stdout.trim().split('\n');
  const told: { node: string; args: string[]; cache: string | null } = JSON.parse(lines.at(-1) ?? '');
  return { ...told, by: lines.length > 1 ? lines[0] : undefined };
}

const own = { GIGASET_REDIRECT_NODE: process.execPath };

test('starts the bundle beside it with unchanged arguments', async () => {
  expect(await start(program, own, ['--debug', 'two words', ''])).toMatchObject({ args: ['--debug', 'two words', ''] });
});

test('works through absolute and relative symbolic links, and as a renamed copy', async () => {
  symlinkSync(program, join(dir, 'absolute'));
  mkdirSync(join(dir, 'bin'));
  symlinkSync('../package/terraform-provider-gigaset', join(dir, 'bin', 'relative'));
  symlinkSync(join(dir, 'bin', 'relative'), join(dir, 'twice'));
  symlinkSync(join(dir, 'package'), join(dir, 'folder'));
  cpSync(program, join(dir, 'package', 'terraform-provider-gigaset_v0.1.0'));
  for (const path of [
    'absolute',
    'bin/relative',
    'twice',
    'folder/terraform-provider-gigaset',
    'package/terraform-provider-gigaset_v0.1.0',
  ]) {
    expect(await start(join(dir, path), own)).toMatchObject({ node: process.execPath });
    expect(await start(`./${path}`, own)).toMatchObject({ node: process.execPath });
  }
});

test('looks for Node.js in the documented order', async () => {
  const onPath = namedNode(join(dir, 'path', 'node'), 'path');
  const env = { PATH: `${join(onPath, '..')}:/usr/bin:/bin` };
  expect(await start(program, env)).toMatchObject({ by: 'path' });

  const noted = namedNode(join(dir, 'noted'), 'noted');
  mkdirSync(join(dir, '.terraform.d'));
  writeFileSync(join(dir, '.terraform.d', 'gigaset-redirect.node'), `${noted}\n`);
  expect(await start(program, env)).toMatchObject({ by: 'noted' });

  namedNode(join(dir, 'node_modules/node/bin/node'), 'project');
  expect(await start(program, env)).toMatchObject({ by: 'project' });

  const chosen = namedNode(join(dir, 'chosen'), 'chosen');
  expect(await start(program, { ...env, GIGASET_REDIRECT_NODE: chosen })).toMatchObject({ by: 'chosen' });
});

test('starts a plugin without NODE_OPTIONS', async () => {
  expect(await start(program, { ...own, NODE_OPTIONS: '--require /nowhere.cjs' })).toMatchObject({ args: [] });
});

test('works if the recorded Node.js no longer exists', async () => {
  const onPath = namedNode(join(dir, 'path', 'node'), 'path');
  mkdirSync(join(dir, '.terraform.d'));
  writeFileSync(join(dir, '.terraform.d', 'gigaset-redirect.node'), '/nowhere/node\n');
  expect(await start(program, { PATH: `${join(onPath, '..')}:/usr/bin:/bin` })).toMatchObject({ by: 'path' });
});

test('caches compiled code, except without a home folder', async () => {
  expect(await start(program, own)).toMatchObject({ cache: join(dir, '.cache/gigaset-redirect/compiled') });
  expect(await start(program, { ...own, XDG_CACHE_HOME: join(dir, 'xdg') })).toMatchObject({
    cache: join(dir, 'xdg/gigaset-redirect/compiled'),
  });
  expect(await start(program, { ...own, HOME: '' })).toMatchObject({ cache: null });
});
