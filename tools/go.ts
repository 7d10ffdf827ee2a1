import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from './find-program.ts';
import { withLock } from './lock.ts';
import { cacheFolder, root } from './paths.ts';
import { run } from './run.ts';

/** A program to build with Go. */
export interface GoSource {
  /** The program's name, in the cache folder and in messages. */
  readonly name: string;
  /** The folder that holds go.mod and go.sum. Modules come from the Go module proxy. */
  readonly source: string;
  /** The Go command: `build` by default; `test -c` compiles a test program. */
  readonly command?: readonly string[];
  /** The package to build; by default the one in the folder. */
  readonly package?: string;
}

/** The path of the program, or the reason why there is none. */
export type GoProgram = { readonly program: string } | { readonly problem: string };

/** Builds a Go program into the cache folder, unless it is there already and its source has not changed. */
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
    note(`building ${name} with Go; only the first run takes this long`);
    const draft = join(folder, `draft-${process.pid}-${name}`);
    const args = [...command, '-o', draft, '-trimpath', '-buildvcs=false', '-ldflags', '-s -w', what];
    const { code, stderr } = await run(go, args, {
      cwd: source,
      env: { ...process.env, GOFLAGS: '-mod=readonly', GOWORK: 'off', CGO_ENABLED: '0' },
    });
    if (code !== 0) return { problem: `Go could not build ${name}: ${stderr.trim().split('\n').slice(-3).join('; ')}` };
    for (const old of readdirSync(folder)) if (old.startsWith(`${name}-`)) rmSync(join(folder, old), { force: true });
    renameSync(draft, program);
    return { program };
  };
  mkdirSync(folder, { recursive: true });
  return withLock(join(folder, name), build, () => {
    note(`waiting for another process that builds ${name}`);
  });
}

/** The programs in test/conformance/, and the Go command for each. */
const peers = {
  /** A provider on terraform-plugin-framework, for comparison with ours. */
  'go-peer': ['build'],
  /** Verifies the certificate of the handshake. */
  'go-certificate': ['build'],
  /** Acceptance tests on terraform-plugin-testing, as a program that runs them. */
  'go-acceptance': ['test', '-c'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Builds one of the Go programs in test/conformance/. */
export const goPeer = (name: keyof typeof peers, note?: (text: string) => void): Promise<GoProgram> =>
  goProgram({ name, source: join(root, 'test/conformance', name), command: peers[name] }, note);
