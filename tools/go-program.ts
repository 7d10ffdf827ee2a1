import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './engine/lock.ts';
import { findProgram } from './engine/on-path.ts';
import { cacheFolder } from './paths.ts';
import { run } from './run.ts';

/** Something that is built with Go. */
export interface GoSource {
  /** What the program is called, in the cache folder and in messages. */
  readonly name: string;
  /** The folder with its go.mod; modules come from the Go module proxy, by go.sum. */
  readonly source: string;
  /** `go build`, if not told otherwise; `test -c` makes a program that runs tests. */
  readonly command?: readonly string[];
  /** The package to build: that of the folder, if not told otherwise. */
  readonly package?: string;
}

/** The path of a program, or in a few words why there is none. */
export type GoProgram = { readonly program: string } | { readonly problem: string };

/** A program in Go, built once and again when its source has changed; it is kept in the cache folder. */
export async function goProgram(
  { name, source, command = ['build'], package: what = '.' }: GoSource,
  note: (text: string) => void = () => undefined,
): Promise<GoProgram> {
  const digest = createHash('sha256').update(process.platform).update(process.arch);
  for (const file of readdirSync(source).sort()) digest.update(file).update(readFileSync(join(source, file)));
  const folder = join(cacheFolder(), 'go-programs');
  const program = join(folder, `${name}-${digest.digest('hex').slice(0, 12)}`);
  if (existsSync(program)) return { program };
  const go = findProgram('go');
  if (go === undefined) return { problem: 'Go is not on PATH' };
  const build = async (): Promise<GoProgram> => {
    if (existsSync(program)) return { program };
    note(`building ${name} with Go, once`);
    const fresh = join(folder, `fresh-${process.pid}-${name}`);
    const args = [...command, '-o', fresh, '-trimpath', '-buildvcs=false', '-ldflags', '-s -w', what];
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
