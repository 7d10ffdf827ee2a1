import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bundle } from '../bundle.ts';
import { writeFolder } from '../files.ts';
import { withLock } from '../lock.ts';
import { work } from '../paths.ts';
import { run } from '../run.ts';
import { ignoreVariables } from './hermetic.ts';
import { signForMac } from './mach-o.ts';
import { fetchRuntime, runtimeOf } from './runtime.ts';
import { executableSuffix, hostTarget, type Target, targetName } from './targets.ts';

/** A bundle that becomes an executable. */
export interface ExecutableSource {
  /** The executable's name without a suffix. */
  readonly name: string;
  readonly bundle: Bundle;
  /** The bundle's entry points among the files: the program, then its worker threads. */
  readonly entries: readonly [string, ...string[]];
  readonly format: 'cjs' | 'esm';
  /** A folder of files to embed as they are. */
  readonly assets?: string;
}

/**
 * Nothing may be read from the working directory: an engine starts the provider in the folder of the user's stack. With
 * bytecode, the start takes half as long (bench/handshake.ts).
 */
const flags = [
  '--compile',
  '--bytecode',
  '--no-compile-autoload-dotenv',
  '--no-compile-autoload-bunfig',
  '--no-compile-autoload-tsconfig',
  '--no-compile-autoload-package-json',
] as const;

/**
 * Compiles a bundle and the runtime of a target into one file, unless the same content has been compiled before.
 *
 * @returns the path of the executable, in .work/executables/
 */
export async function buildExecutable(
  source: ExecutableSource,
  target: Target,
  note?: (text: string) => void,
): Promise<string> {
  const prefix = `${source.name}-${targetName(target)}-`;
  const folder = join(work, 'executables');
  const executable = join(folder, `${prefix}${digestOf(source, target)}${executableSuffix(target)}`);
  const compile = async (): Promise<void> => {
    if (existsSync(executable)) return;
    const compiler = await fetchRuntime(hostTarget(), note);
    const fetched = await fetchRuntime(target, note);
    note?.(`compiling ${source.name} for ${targetName(target)}`);
    const draft = join(folder, `draft-${prefix}${process.pid}`);
    writeFolder(draft, source.bundle.files);
    const runtime = join(draft, 'runtime');
    writeFileSync(runtime, ignoreVariables(readFileSync(fetched)));
    const output = join(draft, `${source.name}${executableSuffix(target)}`);
    const args = [
      'build',
      ...flags,
      `--format=${source.format}`,
      `--target=bun-${target.bun}`,
      `--compile-executable-path=${runtime}`,
      `--outfile=${output}`,
      ...source.entries,
      ...(source.assets === undefined ? [] : ['--asset', source.assets]),
    ];
    const { code, output: printed } = await run(compiler, args, { cwd: draft });
    if (code !== 0) throw new Error(`bun build failed for ${targetName(target)}:\n${printed}`);
    if (target.platform === 'darwin_amd64') writeFileSync(output, signForMac(readFileSync(output), source.name));
    for (const old of readdirSync(folder)) {
      if (old.startsWith(prefix) && !old.endsWith('.lock')) rmSync(join(folder, old), { force: true });
    }
    renameSync(output, executable);
    rmSync(draft, { recursive: true });
  };
  mkdirSync(folder, { recursive: true });
  if (!existsSync(executable)) {
    await withLock(join(folder, prefix), compile, () =>
      note?.(`waiting for another process that compiles ${source.name}`),
    );
  }
  return executable;
}

/** Changes with everything that the executable consists of, and with how it is made. */
function digestOf(source: ExecutableSource, target: Target): string {
  const makers = ['executable.ts', 'hermetic.ts', 'mach-o.ts'].map((name) =>
    readFileSync(join(import.meta.dirname, name), 'utf8'),
  );
  const parts = [makers, flags, source.entries, source.format, source.assets, runtimeOf(target).integrity];
  const digest = createHash('sha256').update(JSON.stringify(parts));
  for (const [path, { content }] of [...source.bundle.files].sort()) digest.update(path).update(content);
  return digest.digest('hex').slice(0, 12);
}
