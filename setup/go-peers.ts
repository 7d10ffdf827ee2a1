import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './engine/lock.ts';
import { findProgram } from './engine/on-path.ts';
import { cacheFolder, root } from './paths.ts';
import { run } from './run.ts';

/** What the tests build with Go, and how: each is a folder with a go.mod of its own. */
const peers = {
  /** A provider on terraform-plugin-framework, which ours is compared with. */
  'go-peer': ['build', '-o'],
  /** Acceptance tests on terraform-plugin-testing, as a program that runs them. */
  'go-acceptance': ['test', '-c', '-o'],
} as const satisfies Readonly<Record<string, readonly string[]>>;
type Name = keyof typeof peers;

/** The path of a program, or in a few words why there is none. */
export type GoPeer = { readonly program: string } | { readonly problem: string };

/**
 * A program of test/conformance/, built with Go once and again when its source has changed; it is kept in the cache
 * folder. Modules come from the Go module proxy, by go.sum.
 */
export async function goPeer(name: Name, note: (text: string) => void = () => undefined): Promise<GoPeer> {
  const source = join(root, 'test/conformance', name);
  const digest = createHash('sha256').update(process.platform).update(process.arch);
  for (const file of readdirSync(source).sort()) digest.update(file).update(readFileSync(join(source, file)));
  const folder = join(cacheFolder(), 'go-peers');
  const program = join(folder, `${name}-${digest.digest('hex').slice(0, 12)}`);
  if (existsSync(program)) return { program };
  const go = findProgram('go');
  if (go === undefined) return { problem: 'Go is not on PATH' };
  const build = async (): Promise<GoPeer> => {
    if (existsSync(program)) return { program };
    note(`building ${name} with Go, once`);
    const fresh = join(folder, `fresh-${process.pid}`);
    const args = [...peers[name], fresh, '-trimpath', '-buildvcs=false', '-ldflags', '-s -w', '.'];
    const { code, stderr } = await run(go, args, {
      cwd: source,
      env: { ...process.env, GOFLAGS: '-mod=readonly', GOWORK: 'off', CGO_ENABLED: '0' },
    });
    if (code !== 0) return { problem: `Go could not build ${name}: ${stderr.trim().split('\n').slice(-3).join('; ')}` };
    for (const old of readdirSync(folder)) if (old.startsWith(`${name}-`)) rmSync(join(folder, old), { force: true });
    renameSync(fresh, program);
    return { program };
  };
  mkdirSync(folder, { recursive: true });
  return withLock(join(folder, `lock-${name}`), build, (pid) =>
    note(`waiting for process ${pid}, which builds ${name}`),
  );
}
