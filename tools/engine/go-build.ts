import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findProgram } from '../find-program.ts';
import { root } from '../paths.ts';
import { type Env, type Finished, run } from '../run.ts';
import { engineVersions } from './engine.ts';

const PACKAGE = 'github.com/opentofu/opentofu/cmd/tofu';

/**
 * Builds OpenTofu from source, as an ordinary Go tool dependency (tools/opentofu/go.mod).
 *
 * Go's caches are in the folder too and go with it, because the user may not be a Go user. The modules that the user's own
 * module cache already holds are read from there.
 *
 * @param folder a temporary folder, removed at the end
 * @param keep moves the program to its final place
 * @throws Error with a message for the user if Go is missing or fails
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
    note('reading the source of OpenTofu');
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
        note(`building OpenTofu ${engineVersions.OpenTofu} with Go: ${built} of ${total} packages`);
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
  const withoutTelemetry = {
    ...process.env,
    // Go keeps telemetry in the user's configuration folder. The settings there are still read, through GOENV.
    XDG_CONFIG_HOME: join(folder, 'config'),
    GOENV: process.env['GOENV'] ?? join(configuration, 'go', 'env'),
  };
  const answer = await run(go, ['env', 'GOMODCACHE', 'GOPROXY'], { cwd: folder, env: withoutTelemetry });
  const [modules = '', proxies = ''] = answer.stdout.trim().split('\n');
  const downloads = join(modules, 'cache', 'download');
  return {
    ...withoutTelemetry,
    GOMODCACHE: join(folder, 'modules'),
    GOCACHE: join(folder, 'compiled'),
    GOPROXY: existsSync(downloads) ? `${pathToFileURL(downloads).href},${proxies}` : proxies,
    GOFLAGS: '-mod=readonly',
    GOWORK: 'off',
    CGO_ENABLED: '0',
  };
}

/** Counts the packages that the build will compile. This downloads their modules. */
async function countPackages(go: string, cwd: string, env: Env, note: (text: string) => void): Promise<number> {
  let downloads = 0;
  const result = await run(go, ['list', '-modcacherw', '-deps', PACKAGE], {
    cwd,
    env,
    onLine: (line) => {
      if (line.startsWith('go: downloading ')) note(`downloading the source of OpenTofu: ${++downloads} modules`);
    },
  });
  failUnless(result, 'go list');
  return result.stdout.trim().split('\n').length;
}

function failUnless({ code, stderr }: Finished, command: string): void {
  if (code === 0) return;
  const lines = stderr.split('\n').filter((line) => line !== '' && !line.startsWith('go: downloading '));
  throw new Error(`${command} failed: ${lines.slice(-5).join('\n  ')}`);
}

/** Removes the folders of builds that were killed. The caller must hold the lock. */
export function removeLeftovers(parent: string, prefix: string): void {
  for (const name of readdirSync(parent)) {
    if (name.startsWith(prefix)) rmSync(join(parent, name), { recursive: true, force: true });
  }
}
