import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build, type Metafile, transform } from 'esbuild';
import { type Bundle, common } from '../bundle.ts';
import { handWritten } from '../constructs/hand-written.ts';
import { libraries, uncheckedHeader } from '../constructs/libraries.ts';
import { type FileContent, filesBelow } from '../files.ts';
import { root } from '../paths.ts';

/** A TypeScript source of what programs import from the package. Its imports have the extension of compiled files. */
export interface LibrarySource {
  /** In the package, with the extension `.ts`. */
  readonly path: string;
  readonly text: string;
}

/**
 * The sources of the constructs.
 *
 * @param version the version of the provider that stacks will require
 */
export function constructSources(version: string): readonly LibrarySource[] {
  return libraries.flatMap((library) => {
    const folder = join(root, 'constructs', 'gen', library);
    const generated = sourcesBelow(folder).map((path) => [path, readFileSync(join(folder, path), 'utf8')] as const);
    return [...new Map([...generated, ...handWritten(library)])].map(([path, text]) => ({
      path: `${library}/${path}`,
      text: withJsExtensions(text.replace("from '../../sites/index.ts'", "from './sites/index.ts'"))
        .replace(`${uncheckedHeader}\n`, '')
        .replace(/^import \{ providerVersion \}.*$/m, `const providerVersion = ${JSON.stringify(version)};`)
        .replaceAll("'#autoprov'", `'${'../'.repeat(path.split('/').length)}client/index.js'`),
    }));
  });
}

/** The sources of the client: `autoprov`, and in a folder of its own `xmlrpc`. */
export function clientSources(): readonly LibrarySource[] {
  const read = (folder: string, to: string): readonly LibrarySource[] =>
    sourcesBelow(join(root, folder)).map((path) => {
      const up = '../'.repeat(path.split('/').length - 1);
      const text = withJsExtensions(readFileSync(join(root, folder, path), 'utf8'));
      return { path: `${to}/${path}`, text: text.replaceAll("'#xmlrpc'", `'${up === '' ? './' : up}xmlrpc/index.js'`) };
    });
  return [...read('autoprov', 'client'), ...read('xmlrpc', 'client/xmlrpc')];
}

const sourcesBelow = (folder: string): readonly string[] => filesBelow(folder).filter((path) => path.endsWith('.ts'));

const withJsExtensions = (text: string): string =>
  text.replaceAll(/((?:from |import\()'\.{1,2}\/[^']+)\.ts'/g, "$1.js'");

/**
 * Compiles what programs import from the package: `cdktf/`, `cdktn/` and `client/`, each as CommonJS with an ES module
 * beside every index. The ES modules export what the CommonJS ones do, so that a program has each class once.
 *
 * @param version the version of the provider that stacks will require
 */
export async function compileLibraries(version: string): Promise<Bundle> {
  const client = await bundleClient();
  const modules = await Promise.all(
    constructSources(version).map(async ({ path, text }) => {
      const { code } = await transform(text, { loader: 'ts', format: 'cjs', platform: 'node', target: common.target });
      return [path.replace(/\.ts$/, '.js'), code] as const;
    }),
  );
  const compiled = [...modules, client.module];
  const indexes = compiled.map(([path]) => path).filter((path) => path.endsWith('/index.js'));
  const files = [
    ...compiled.map(([path, code]) => [path, { content: code }] as const),
    ...indexes.map((path) => [path.replace(/\.js$/, '.mjs'), { content: "export * from './index.js';\n" }] as const),
  ];
  return { version, files: new Map<string, FileContent>(files), metafile: client.metafile };
}

interface ClientBundle {
  readonly module: readonly [path: string, code: string];
  readonly metafile: Metafile;
}

async function bundleClient(): Promise<ClientBundle> {
  const { outputFiles, metafile } = await build({
    ...common,
    minifyWhitespace: false,
    minifySyntax: false,
    entryPoints: ['autoprov/index.ts'],
    outfile: 'client/index.js',
    format: 'cjs',
  });
  const [file] = outputFiles;
  if (!file) throw new Error('esbuild returned no output for autoprov/index.ts');
  return { module: ['client/index.js', file.text], metafile };
}

/** The folders that programs import, such as `cdktf` and `cdktf/device`, but not those below. */
export const importedFolders = (files: ReadonlyMap<string, FileContent>): readonly string[] =>
  [...files.keys()].filter((path) => /^[^/]+(?:\/[^/]+)?\/index\.mjs$/.test(path)).map(dirname);
