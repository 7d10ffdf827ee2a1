import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build, type BuildOptions, type Metafile } from 'esbuild';
import type { FileContent } from './files.ts';
import { root } from './paths.ts';

/** The oldest Node.js that the bundles run on. */
const OLDEST_NODE = [22, 19] as const;

/** Bundled files by name, and what went into them. */
export interface Bundle {
  readonly files: ReadonlyMap<string, FileContent>;
  readonly metafile: Metafile;
}

// Names stay as they are: they are in stack traces, and cost nothing at start, which reads compiled code.
const common = {
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

/** The first statement of a bundle: an older Node.js says what it lacks, instead of failing somewhere inside. */
const versionCheck = (name: string): string =>
  `{const[a,b]=process.versions.node.split(".");if(a<${OLDEST_NODE[0]}||a==${OLDEST_NODE[0]}&&b<${OLDEST_NODE[1]}){` +
  `process.stderr.write(${JSON.stringify(`${name} needs Node.js ${OLDEST_NODE.join('.')} or newer; this is `)}+process.version+" ("+process.execPath+"). Name another one in GIGASET_REDIRECT_NODE.\\n");` +
  'process.exit(1)}}';

/** A provider as one CommonJS file: it starts 5 ms sooner than an ES module, and an engine starts it again and again. */
export async function bundleProvider(entry: string, name: string): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    ...common,
    entryPoints: [entry],
    outfile: 'provider.cjs',
    format: 'cjs',
    banner: { js: `"use strict";${versionCheck(name)}` },
  });
  const [file] = outputFiles;
  if (!file) throw new Error(`esbuild made nothing of ${entry}`);
  return { files: new Map([['provider.cjs', { content: file.contents }]]), metafile };
}

/** Programs of the server's threads, in `cli/`, where the code is that begins them. */
const threads = {
  'cli/reader-thread': 'server/storage/sqlite/reader/reader-thread.ts',
  'cli/writer-thread': 'server/storage/sqlite/writer/writer-thread.ts',
};

/** The command line as ES modules: `cli.mjs`, and beside it in `cli/` what only some commands need. */
export async function bundleCommandLine(): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    ...common,
    entryPoints: { cli: 'cli/main.ts', ...threads },
    outdir: 'dist',
    chunkNames: 'cli/[name]-[hash]',
    outExtension: { '.js': '.mjs' },
    format: 'esm',
    splitting: true,
    // Packages in CommonJS ask for Node.js' own modules by require.
    banner: {
      js: `${versionCheck('gigaset-redirect')}import{createRequire as $require}from"node:module";const require=$require(import.meta.url);`,
    },
  });
  const folder = join(root, 'dist');
  const files = outputFiles.map(
    ({ path, contents }) => [path.slice(folder.length + 1).replaceAll('\\', '/'), { content: contents }] as const,
  );
  return { files: new Map<string, FileContent>([...files, ...portalAssets()]), metafile };
}

/** Style, script and picture of the portal, which are read as files (server/portal/assets.ts). */
function portalAssets(): readonly (readonly [string, FileContent])[] {
  const folderOfAssets = join(root, 'server', 'portal', 'assets');
  return readdirSync(folderOfAssets).map((name) => [
    `portal/${name}`,
    { content: readFileSync(join(folderOfAssets, name)) },
  ]);
}

/** The licences of the packages that went into bundles: they ask to be passed on with every copy. */
export function licencesOf(bundles: readonly Bundle[]): string {
  const inputs = bundles.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  const packages = inputs.flatMap((input) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []);
  const texts = [...new Set(packages)].sort().map((folder) => {
    const file = readdirSync(join(root, folder)).find((name) => /^licen[cs]e/i.test(name));
    const text = readFileSync(join(root, folder, file ?? 'package.json'), 'utf8');
    const short = /"license":\s*"([^"]*)"/.exec(text)?.[1] ?? 'see its package.json';
    return `${folder.replace(/^.*node_modules\//, '')}\n\n${file === undefined ? `Licence: ${short}` : text.trim()}\n`;
  });
  return `gigaset-redirect contains these packages.\n\n${texts.join(`\n${'-'.repeat(80)}\n\n`)}`;
}
