import { registryHosts } from '../../cli/install/index.ts';
import type { FileContent } from '../files.ts';
import type { ProviderArchive } from './archives.ts';
import { packageHash, sha256 } from './zip.ts';

/**
 * The files of a static network mirror, which any HTTPS server can offer
 * (developer.hashicorp.com/terraform/internals/provider-network-mirror-protocol).
 */
export function networkMirror(version: string, archives: readonly ProviderArchive[]): Map<string, FileContent> {
  const index = json({ versions: { [version]: {} } });
  const entries = archives.map(({ target, name, files, content }) => {
    // Relative to the folder of this file.
    const entry = { url: `../../../${name}`, hashes: [packageHash(files), `zh:${sha256(content)}`] };
    return [target.platform, entry] as const;
  });
  const packages = json({ archives: Object.fromEntries(entries) });
  return new Map<string, FileContent>([
    ...registryHosts.flatMap((host) => [
      [`${host}/gigaset-redirect/gigaset/index.json`, index] as const,
      [`${host}/gigaset-redirect/gigaset/${version}.json`, packages] as const,
    ]),
    ...archives.map(({ name, content }) => [name, { content }] as const),
  ]);
}

const json = (value: unknown): FileContent => ({ content: `${JSON.stringify(value, null, 2)}\n` });
