import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { packageFiles } from '../build.ts';
import { bundleCommandLine, bundleProvider, licencesOf } from '../bundle.ts';
import type { FileContent } from '../files.ts';
import { root, version } from '../paths.ts';
import { sbom } from '../release/sbom.ts';
import { emitDeclarations } from './declarations.ts';
import { clientSources, compileLibraries, constructSources, importedFolders } from './libraries.ts';
import { packageManifest, program } from './manifest.ts';
import { programText } from './program.ts';

/**
 * The files of the npm package.
 *
 * - `bin/` and `lib/`: the command line, and the provider that it installs
 * - `cdktf/`, `cdktn/`, `client/`: what programs import
 */
export async function packageContent(): Promise<ReadonlyMap<string, FileContent>> {
  const [commandLine, provider, libraries] = await Promise.all([
    bundleCommandLine('release'),
    bundleProvider('provider/main.ts', 'terraform-provider-gigaset', 'release'),
    compileLibraries(version),
  ]);
  const folders = importedFolders(libraries.files);
  const declarations = await emitDeclarations([...constructSources(version), ...clientSources()], folders);
  const inLib = [...commandLine.files].map(([path, file]) => [`lib/${path}`, file] as const);
  const bundles = [commandLine, provider, libraries];
  const documents = ['tools/package/README.md', 'LICENSE', 'CHANGELOG.md'];
  return new Map<string, FileContent>([
    ...libraries.files,
    ...declarations,
    ...inLib,
    ...packageFiles('gigaset', version, provider.files, 'lib/provider-package/'),
    ...documents.map((path) => [basename(path), { content: readFileSync(join(root, path)) }] as const),
    ['THIRD-PARTY-LICENSES.txt', { content: licencesOf(bundles) }],
    ['sbom.cdx.json', { content: sbom({ name: 'gigaset-redirect', version, bundles }) }],
    [program, { content: programText, executable: true }],
    ['package.json', { content: packageManifest(version, folders) }],
  ]);
}
