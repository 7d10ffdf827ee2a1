import manifest from '../../package.json' with { type: 'json' };
import { OLDEST_NODE } from '../oldest-node.mjs';

/** The libraries that the constructs were tried with. */
const peerDependencies = {
  cdktf: '>=0.20.0 <0.22',
  cdktn: '>=0.24.0 <0.25',
  constructs: '^10.3.0',
};

/** The program that `npx gigaset-redirect` starts. */
export const program = 'bin/gigaset-redirect.js';

/**
 * The package.json of the npm package. The one of this repository is for development.
 *
 * @param version of the package
 * @param folders that programs import
 */
export function packageManifest(version: string, folders: readonly string[]): string {
  const { name, description, license } = manifest;
  const exports = folders.map((folder) => {
    const conditions = {
      import: { types: `./${folder}/index.d.mts`, default: `./${folder}/index.mjs` },
      require: { types: `./${folder}/index.d.ts`, default: `./${folder}/index.js` },
    };
    return [`./${folder}`, conditions] as const;
  });
  const content = {
    name,
    version,
    description,
    keywords: ['gigaset', 'autoprovisioning', 'voip', 'terraform', 'opentofu', 'cdktf', 'cdktn'],
    license,
    type: 'commonjs',
    engines: { node: `>=${OLDEST_NODE.join('.')}` },
    bin: { 'gigaset-redirect': program },
    exports: { ...Object.fromEntries(exports), './package.json': './package.json' },
    peerDependencies,
    peerDependenciesMeta: Object.fromEntries(Object.keys(peerDependencies).map((peer) => [peer, { optional: true }])),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}
