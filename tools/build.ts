import type { BuildKind } from './build-version.ts';
import { bundleCommandLine, bundleProvider, licencesOf } from './bundle.ts';
import { type FileContent, writeFolder } from './files.ts';
import { launcher } from './launcher.ts';
import { compileLibraries } from './package/libraries.ts';
import { dist } from './paths.ts';

/**
 * Builds dist/: `npm run build` a development build, `npm run build -- --release` one with the version in package.json.
 *
 * - `terraform-provider-gigaset`, `start.cjs` and `provider.cjs`: the executable that an engine starts, and its bundle
 * - `gigaset-redirect`, `cli.mjs` and `cli/`: the command line
 * - `provider-package/`: the files for a mirror or a plugin folder
 * - `lib/`: what programs import, as the examples do
 *
 * `npm/` is the output of `npm run package`, and stays as it is.
 *
 * @returns whether anything in dist/ has changed
 */
export async function buildProduct(kind: BuildKind = 'release'): Promise<boolean> {
  const [provider, commandLine] = await Promise.all([
    bundleProvider('provider/main.ts', 'terraform-provider-gigaset', kind),
    bundleCommandLine(kind),
  ]);
  const libraries = await compileLibraries(provider.version);
  return writeFolder(
    dist,
    new Map<string, FileContent>([
      ...provider.files,
      ...commandLine.files,
      ['terraform-provider-gigaset', providerLauncher('terraform-provider-gigaset')],
      [
        'gigaset-redirect',
        { content: launcher({ name: 'gigaset-redirect', script: 'cli.mjs', plugin: false }), executable: true },
      ],
      ...packageFiles('gigaset', provider.version, provider.files, 'provider-package/'),
      ['THIRD-PARTY-LICENSES.txt', { content: licencesOf([provider, commandLine, libraries]) }],
      ...[...libraries.files].map(([path, file]) => [`lib/${path}`, file] as const),
      ['lib/package.json', { content: '{ "type": "commonjs" }\n' }],
    ]),
    ['npm'],
  );
}

/**
 * The files of a provider package: the launcher under the name that engines look for, and its bundle. Nothing else,
 * because engines compute a checksum over the whole package at every command.
 */
export function packageFiles(
  name: string,
  providerVersion: string,
  bundle: ReadonlyMap<string, FileContent>,
  below = '',
): readonly (readonly [string, FileContent])[] {
  return [
    [`${below}terraform-provider-${name}_v${providerVersion}`, providerLauncher(`terraform-provider-${name}`)],
    ...[...bundle].map(([path, file]) => [`${below}${path}`, file] as const),
  ];
}

const providerLauncher = (name: string): FileContent => ({
  content: launcher({ name, script: 'start.cjs', plugin: true }),
  executable: true,
});

if (import.meta.main) {
  const started = performance.now();
  const changed = await buildProduct(process.argv.includes('--release') ? 'release' : 'development');
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(changed ? `dist/ built in ${seconds} s\n` : `dist/ is up to date (${seconds} s)\n`);
}
