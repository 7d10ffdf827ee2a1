import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import type { FileContent } from './files.ts';
import { root, version } from './paths.ts';

/** A release has the version in package.json, and a development build one of its own: `0.2.0-dev.3f9a1c0b`. */
export type BuildKind = 'release' | 'development';

/** Replaced by the version of a development build, which depends on the content and so is known only afterwards. */
const PLACEHOLDER = `${version}-dev.00000000`;

/** Makes the bundled code know its version: of package.json, bundles contain nothing else. */
export const versionPlugin = (kind: BuildKind): Plugin => ({
  name: 'version',
  setup(build) {
    const manifest = join(root, 'package.json');
    build.onLoad({ filter: /package\.json$/ }, ({ path }) =>
      path === manifest
        ? { contents: JSON.stringify({ version: kind === 'release' ? version : PLACEHOLDER }), loader: 'json' }
        : undefined,
    );
  },
});

/**
 * Gives the files of a build their version. Engines record a checksum of a provider under its version, and refuse another
 * content under the same version; therefore the version of a development build changes with its content.
 */
export function stampVersion(
  kind: BuildKind,
  files: ReadonlyMap<string, Uint8Array>,
): { readonly version: string; readonly files: ReadonlyMap<string, FileContent> } {
  if (kind === 'release') {
    return { version, files: new Map([...files].map(([path, content]) => [path, { content }])) };
  }
  const digest = createHash('sha256');
  for (const [path, content] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) digest.update(path).update(content);
  const own = PLACEHOLDER.replace('00000000', digest.digest('hex').slice(0, 8));
  const stamped = [...files].map(([path, content]) => {
    const text = Buffer.from(content).toString('utf8').replaceAll(PLACEHOLDER, own);
    return [path, { content: text }] as const;
  });
  return { version: own, files: new Map(stamped) };
}
