import { bundleCommandLine, bundleProvider, licencesOf } from './bundle.ts';
import { type FileContent, writeFolder } from './files.ts';
import { launcher } from './launcher.ts';
import { compileLibraries } from './package/libraries.ts';
import { dist, version } from './paths.ts';

/**
 * `npm run build`: builds dist/.
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
export async function buildProduct(): Promise<boolean> {
  const [provider, commandLine, libraries] = await Promise.all([
    bundleProvider('provider/main.ts', 'terraform-provider-gigaset'),
    bundleCommandLine(),
    compileLibraries(version),
  ]);
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
      ...packageFiles('gigaset', version, provider.files, 'provider-package/'),
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
  const changed = await buildProduct();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(changed ? `dist/ built in ${seconds} s\n` : `dist/ is up to date (${seconds} s)\n`);
}
