import { join } from 'node:path';
import { goPlatform } from '../cli/install.ts';
import { packageFiles } from './build.ts';
import { bundleProvider } from './bundle.ts';
import { engineConfiguration } from './engine-env.ts';
import { type FileContent, writeFolder, writeWhole } from './files.ts';
import { version, work } from './paths.ts';

/** The version of hashicorp/null that the framework's example provider stands in for. */
const nullVersion = '3.2.4';
const hosts = ['registry.terraform.io', 'registry.opentofu.org'];

/**
 * Writes a filesystem mirror with both providers for both engines to .work/, and a CLI configuration that points at it, so
 * that no engine contacts a registry. Files that have not changed are not touched.
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
    content: `# Written by gigaset-redirect: providers come from the mirror next to this file, never from a registry.
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
