import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../paths.ts';
import { type Env, type Finished, run } from '../run.ts';
import { engineVersions } from './engine.ts';
import { findProgram } from './on-path.ts';

const PACKAGE = 'github.com/opentofu/opentofu/cmd/tofu';

/**
 * Builds OpenTofu from source, as an ordinary Go tool dependency (tools/opentofu/go.mod).
 *
 * Go's own caches lie in the folder too: one program is built here once, and nothing shall stay of it in the home of
 * somebody who does not use Go. What a Go user's module cache holds already is read from there.
 *
 * @param folder a folder for this alone, removed afterwards
 * @param keep moves the program to where it shall stay
 * @throws in words for people when Go is not there, or fails
 */
export async function buildOpenTofu(
  folder: string,
  keep: (program: string) => void,
  note: (text: string) => void,
): Promise<void> {
  const go = findProgram('go');
  if (go === undefined) throw new Error('Go is not on PATH');
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  process.once('exit', remove);
  try {
    for (const file of ['go.mod', 'go.sum']) copyFileSync(join(root, 'tools/opentofu', file), join(folder, file));
    const env = await goEnvironment(go, folder);
    note('reading the sources of OpenTofu');
    const total = await countPackages(go, folder, env, note);
    const program = join(folder, process.platform === 'win32' ? 'tofu.exe' : 'tofu');
    let built = 0;
    const flags = ['-v', '-modcacherw', '-buildvcs=false', '-trimpath'];
    const linking = `-s -w -X github.com/opentofu/opentofu/version.dev=no`;
    const result = await run(go, ['build', ...flags, '-ldflags', linking, '-o', program, PACKAGE], {
      cwd: folder,
      env,
      onLine: (line) => {
        if (/^[\w.-]+(\/[\w.@~-]+)*$/.test(line)) built++;
        note(`building OpenTofu ${engineVersions.OpenTofu} with Go, once: ${built} of ${total} packages`);
      },
    });
    failUnless(result, 'go build');
    keep(program);
  } finally {
    process.off('exit', remove);
    remove();
  }
}

async function goEnvironment(go: string, folder: string): Promise<Env> {
  const configuration = process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config');
  const quiet = {
    ...process.env,
    // Go counts its own uses in the user's configuration folder. The settings in there are still read.
    XDG_CONFIG_HOME: join(folder, 'config'),
    GOENV: process.env['GOENV'] ?? join(configuration, 'go', 'env'),
  };
  const answer = await run(go, ['env', 'GOMODCACHE', 'GOPROXY'], { cwd: folder, env: quiet });
  const [modules = '', proxies = ''] = answer.stdout.trim().split('\n');
  const downloads = join(modules, 'cache', 'download');
  return {
    ...quiet,
    GOMODCACHE: join(folder, 'modules'),
    GOCACHE: join(folder, 'compiled'),
    GOPROXY: existsSync(downloads) ? `${pathToFileURL(downloads).href},${proxies}` : proxies,
    GOFLAGS: '-mod=readonly',
    GOWORK: 'off',
    CGO_ENABLED: '0',
  };
}

/** How many packages the build will compile; asking for them downloads their modules. */
async function countPackages(go: string, cwd: string, env: Env, note: (text: string) => void): Promise<number> {
  let downloads = 0;
  const result = await run(go, ['list', '-modcacherw', '-deps', PACKAGE], {
    cwd,
    env,
    onLine: (line) => {
      if (line.startsWith('go: downloading ')) note(`fetching the sources of OpenTofu: ${++downloads} modules`);
    },
  });
  failUnless(result, 'go list');
  return result.stdout.trim().split('\n').length;
}

function failUnless({ code, stderr }: Finished, command: string): void {
  if (code === 0) return;
  const words = stderr.split('\n').filter((line) => line !== '' && !line.startsWith('go: downloading '));
  throw new Error(`${command} failed: ${words.slice(-5).join('\n  ')}`);
}

/** Folders of builds that were killed. Only for the holder of the lock. */
export function removeLeftovers(parent: string, prefix: string): void {
  for (const name of readdirSync(parent)) {
    if (name.startsWith(prefix)) rmSync(join(parent, name), { recursive: true, force: true });
  }
}
