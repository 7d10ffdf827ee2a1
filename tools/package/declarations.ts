import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type FileContent, filesBelow } from '../files.ts';
import { root, work } from '../paths.ts';
import { run } from '../run.ts';
import type { LibrarySource } from './libraries.ts';

/** On top of the options of the project, for declarations of CommonJS modules. */
const compilerOptions = {
  types: ['node'],
  noEmit: false,
  declaration: true,
  emitDeclarationOnly: true,
  allowImportingTsExtensions: false,
  verbatimModuleSyntax: false,
  allowJs: false,
  checkJs: false,
  // The generated constructs break these two rules.
  exactOptionalPropertyTypes: false,
  noImplicitOverride: false,
  rootDir: '.',
  outDir: 'out',
};

/**
 * Checks what programs import, and emits its type declarations for both kinds of modules.
 *
 * @throws Error with the compiler's output if a source does not compile
 */
export async function emitDeclarations(
  sources: readonly LibrarySource[],
  folders: readonly string[],
): Promise<ReadonlyMap<string, FileContent>> {
  // Inside the project, where the compiler finds the packages that the sources import.
  const stage = join(work, `declarations-${process.pid}`);
  try {
    for (const { path, text } of sources) write(join(stage, path), text);
    write(join(stage, 'package.json'), '{}');
    write(
      join(stage, 'tsconfig.json'),
      JSON.stringify({ extends: join(root, 'tsconfig.json'), compilerOptions, include: folders, exclude: ['out'] }),
    );
    const { code, output } = await run(process.execPath, [
      join(root, 'node_modules/typescript-7/bin/tsc'),
      '-p',
      stage,
    ]);
    if (code !== 0) throw new Error(`The declarations could not be emitted:\n${output}`);
    const out = join(stage, 'out');
    const emitted = filesBelow(out)
      .filter((path) => path.endsWith('.d.ts'))
      .map((path) => [path, { content: readFileSync(join(out, path)) }] as const);
    const forModules = folders.map(
      (folder) => [`${folder}/index.d.mts`, { content: "export * from './index.js';\n" }] as const,
    );
    return new Map<string, FileContent>([...emitted, ...forModules]);
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
