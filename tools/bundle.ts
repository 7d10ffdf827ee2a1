import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build, type BuildOptions, type Metafile } from 'esbuild';
import { type BuildKind, stampVersion, versionPlugin } from './build-version.ts';
import type { FileContent } from './files.ts';
import { providerStart } from './launcher.ts';
import { OLDEST_NODE } from './oldest-node.mjs';
import { root } from './paths.ts';

/** Bundled files by name, their version, and their inputs. */
export interface Bundle {
  readonly version: string;
  readonly files: ReadonlyMap<string, FileContent>;
  readonly metafile: Metafile;
}

// The options of every bundle. Names are not minified: stack traces show them, and they cost no start-up time because compiled code is cached.
export const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  conditions: ['@gigaset-redirect/source'],
  target: `node${OLDEST_NODE.join('.')}`,
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  metafile: true,
  write: false,
  logLevel: 'silent',
} satisfies BuildOptions;

/** The first statement of a bundle: an older Node.js prints what is needed instead of failing somewhere inside. */
const versionCheck = (name: string): string =>
  `{const[a,b]=process.versions.node.split(".");if(a<${OLDEST_NODE[0]}||a==${OLDEST_NODE[0]}&&b<${OLDEST_NODE[1]}){` +
  `process.stderr.write(${JSON.stringify(`${name} needs Node.js ${OLDEST_NODE.join('.')} or newer; this is `)}+process.version+" ("+process.execPath+"). Name another one in GIGASET_REDIRECT_NODE.\\n");` +
  'process.exit(1)}}';

/**
 * Bundles a provider as one CommonJS file, `provider.cjs`, which starts 5 ms faster than an ES module. Engines start it
 * several times. `start.cjs`, which its launcher starts, loads it.
 */
export async function bundleProvider(entry: string, name: string, kind: BuildKind): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    ...common,
    plugins: [versionPlugin(kind)],
    entryPoints: [entry],
    outfile: 'provider.cjs',
    format: 'cjs',
    banner: { js: '"use strict";' },
  });
  const [file] = outputFiles;
  if (!file) throw new Error(`esbuild returned no output for ${entry}`);
  const contents = new Map([
    ['provider.cjs', file.contents],
    ['start.cjs', Buffer.from(providerStart(name, 'provider.cjs'))],
  ]);
  return { ...stampVersion(kind, contents), metafile };
}

/** The server's worker threads. They must be next to the chunks that start them. */
export const threads = {
  'hash-thread': 'server/accounts/hash-thread.ts',
  'checker-thread': 'server/storage/sqlite/checker/checker-thread.ts',
  'reader-thread': 'server/storage/sqlite/reader/reader-thread.ts',
  'writer-thread': 'server/storage/sqlite/writer/writer-thread.ts',
} as const;

/**
 * Bundles the command line as ES modules: `cli.mjs`, and the chunks that only some commands load.
 *
 * @param chunks the folder of the chunks and the worker threads: `cli/`, or nothing for the same folder
 */
export async function bundleCommandLine(kind: BuildKind, chunks: '' | 'cli/' = 'cli/'): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    ...common,
    plugins: [versionPlugin(kind)],
    entryPoints: {
      cli: 'cli/main.ts',
      ...Object.fromEntries(Object.entries(threads).map(([name, file]) => [`${chunks}${name}`, file])),
    },
    outdir: 'dist',
    chunkNames: `${chunks}[name]-[hash]`,
    outExtension: { '.js': '.mjs' },
    format: 'esm',
    splitting: true,
    // CommonJS packages load Node.js' own modules with require().
    banner: {
      js: `${versionCheck('gigaset-redirect')}import{createRequire as $require}from"node:module";const require=$require(import.meta.url);`,
    },
  });
  const folder = join(root, 'dist');
  const files = outputFiles.map(
    ({ path, contents }) => [path.slice(folder.length + 1).replaceAll('\\', '/'), contents] as const,
  );
  const { version, files: stamped } = stampVersion(kind, new Map(files));
  return { version, files: new Map<string, FileContent>([...stamped, ...portalAssets()]), metafile };
}

/** Style sheet, script and icon of the portal, which the server reads as files (server/portal/assets.ts). */
function portalAssets(): readonly (readonly [string, FileContent])[] {
  const folderOfAssets = join(root, 'server', 'portal', 'assets');
  return readdirSync(folderOfAssets).map((name) => [
    `portal/${name}`,
    { content: readFileSync(join(folderOfAssets, name)) },
  ]);
}

/** The folders of the packages whose code is in the bundles. */
export function packagesIn(bundles: readonly Bundle[]): readonly string[] {
  const inputs = bundles.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  const packages = inputs.flatMap((input) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []);
  return [...new Set(packages)].sort();
}

/** The licences of the bundled packages, which must accompany every copy. */
export function licencesOf(bundles: readonly Bundle[]): string {
  const texts = packagesIn(bundles).map((folder) => {
    const file = readdirSync(join(root, folder)).find((name) => /^licen[cs]e/i.test(name));
    const text = readFileSync(join(root, folder, file ?? 'package.json'), 'utf8');
    const short = /"license":\s*"([^"]*)"/.exec(text)?.[1] ?? 'see its package.json';
    return `${folder.replace(/^.*node_modules\//, '')}\n\n${file === undefined ? `Licence: ${short}` : text.trim()}\n`;
  });
  return `gigaset-redirect contains these packages.\n\n${texts.join(`\n${'-'.repeat(80)}\n\n`)}`;
}
