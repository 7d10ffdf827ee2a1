import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { goPlatform, registryHosts } from '../cli/install/index.ts';
import { packageFiles } from './build.ts';
import { bundleProvider } from './bundle.ts';
import { mirrorConfiguration, mirrorFolder, type ProviderBuild } from './engine-env.ts';
import { type FileContent, writeFolder, writeWhole } from './files.ts';
import { version } from './paths.ts';

/** The version of hashicorp/null that the framework's example provider stands in for. */
const nullVersion = '3.2.4';

/**
 * Writes a filesystem mirror with both providers for both engines to .work/, and a CLI configuration that points at it, so
 * that no engine contacts a registry. Files that have not changed are not touched.
 *
 * @param executable the provider `gigaset` as a standalone executable; its bundle by default
 */
export async function makeMirror(executable?: string): Promise<void> {
  const build: ProviderBuild = executable === undefined ? 'bundle' : 'executable';
  const [gigaset, nothing] = await Promise.all([
    executable === undefined ? bundledFiles() : executableFiles(executable),
    bundleProvider('framework/example/main.ts', 'terraform-provider-null', 'release'),
  ]);
  const providers = [
    { place: `gigaset-redirect/gigaset/${version}`, files: gigaset },
    { place: `hashicorp/null/${nullVersion}`, files: packageFiles('null', nullVersion, nothing.files) },
  ];
  const files = registryHosts.flatMap((host) =>
    providers.flatMap((provider) =>
      provider.files.map(([name, file]) => [`${host}/${provider.place}/${goPlatform()}/${name}`, file] as const),
    ),
  );
  writeFolder(mirrorFolder[build], new Map<string, FileContent>(files));
  writeWhole(mirrorConfiguration[build], {
    content: `# Written by gigaset-redirect: providers come from the mirror next to this file, never from a registry.
disable_checkpoint = true
provider_installation {
  filesystem_mirror {
    path    = ${JSON.stringify(mirrorFolder[build])}
    include = ["*/*/*"]
  }
}
`,
  });
}

type PackageFiles = readonly (readonly [string, FileContent])[];

async function bundledFiles(): Promise<PackageFiles> {
  // An engine selects a development build only if the configuration names its version.
  const { files } = await bundleProvider('provider/main.ts', 'terraform-provider-gigaset', 'release');
  return packageFiles('gigaset', version, files);
}

/** A provider package that consists of one executable. */
const executableFiles = (executable: string): PackageFiles => [
  [
    `terraform-provider-gigaset_v${version}${extname(executable)}`,
    { content: readFileSync(executable), executable: true },
  ],
];
