import { join } from 'node:path';
import { goPlatform } from '../cli/install.ts';
import { packageFiles } from './build.ts';
import { bundleProvider } from './bundle.ts';
import { engineConfiguration } from './engine-env.ts';
import { type FileContent, writeFolder, writeWhole } from './files.ts';
import { version, work } from './paths.ts';

/** The provider that stands in for hashicorp/null, and the version that it stands in for. */
const nullVersion = '3.2.4';
const hosts = ['registry.terraform.io', 'registry.opentofu.org'];

/**
 * Makes a filesystem mirror in .work/ with the provider and the null provider, for both engines, and the engine
 * configuration that points at it: no engine asks a registry. What has not changed is not touched.
 */
export async function makeMirror(): Promise<void> {
  const folder = join(work, 'mirror');
  const [gigaset, nothing] = await Promise.all([
    bundleProvider('provider/main.ts', 'terraform-provider-gigaset'),
    bundleProvider('framework/example/main.ts', 'terraform-provider-null'),
  ]);
  const providers = [
    { source: 'gigaset-redirect/gigaset', name: 'gigaset', version, bundle: gigaset },
    { source: 'hashicorp/null', name: 'null', version: nullVersion, bundle: nothing },
  ];
  const files = hosts.flatMap((host) =>
    providers.flatMap((provider) =>
      packageFiles(
        provider.name,
        provider.version,
        provider.bundle.files,
        `${host}/${provider.source}/${provider.version}/${goPlatform()}/`,
      ),
    ),
  );
  writeFolder(folder, new Map<string, FileContent>(files));
  writeWhole(engineConfiguration, {
    content: `# Written by the set-up of gigaset-redirect: providers come from the mirror beside this file, never from a registry.
disable_checkpoint = true
provider_installation {
  filesystem_mirror {
    path    = ${JSON.stringify(folder)}
    include = ["*/*/*"]
  }
}
`,
  });
}
