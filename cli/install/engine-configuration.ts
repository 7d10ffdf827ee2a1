import { resolve } from 'node:path';
import { type Block, blocksOf, readBlocks } from './hcl-blocks.ts';

// The part of an engine's CLI configuration that says where providers come from
// (developer.hashicorp.com/terraform/cli/config/config-file#provider-installation).

/** The name of our provider in `include` and `exclude`, on the default host of each engine. */
const PATTERN = 'gigaset-redirect/*';

/** Every pattern that matches our provider on a default host. The host can be `*` only if both other parts are. */
const PATTERNS =
  /^(?:\*\/\*\/\*|(?:registry\.(?:terraform\.io|opentofu\.org)\/)?(?:gigaset-redirect|\*)\/(?:gigaset|\*))$/;

/** What an engine does with a folder that contains our provider. */
export type Lookup =
  /** There is no `provider_installation` block: the engine looks in its default folders. */
  | 'default folders'
  /** The block names the folder, or overrides our provider. */
  | 'named'
  /** The block leaves the folder out. */
  | 'left out';

/**
 * Whether an engine finds our provider in a folder.
 *
 * @param configuration the text of its CLI configuration
 */
export function lookupOf(configuration: string, folder: string): Lookup {
  const methods = blocksOf(readBlocks(configuration), 'provider_installation');
  if (methods === undefined) return 'default folders';
  const finds = methods.some(({ name, attributes }) => {
    if (name === 'dev_overrides')
      return [...attributes.keys()].some((address) => address.endsWith('gigaset-redirect/gigaset'));
    const [path] = attributes.get('path') ?? [];
    return (
      name === 'filesystem_mirror' && path !== undefined && resolve(path) === resolve(folder) && applies(attributes)
    );
  });
  return finds ? 'named' : 'left out';
}

/** Whether a method is for our provider. */
function applies(attributes: Block['attributes']): boolean {
  const matches = (patterns: readonly string[]): boolean => patterns.some((pattern) => PATTERNS.test(pattern));
  const include = attributes.get('include');
  return (include === undefined || matches(include)) && !matches(attributes.get('exclude') ?? []);
}

/** The method to add to a `provider_installation` block. */
export const mirrorMethod = (folder: string): string => `  filesystem_mirror {
    path    = ${JSON.stringify(folder)}
    include = ["${PATTERN}"]
  }`;

/** A whole block, for a configuration that has none. */
export const installationBlock = (folder: string): string => `provider_installation {
${mirrorMethod(folder)}
  direct {
    exclude = ["${PATTERN}"]
  }
}`;

/**
 * Adds the folder to a configuration. Our provider is excluded from the other methods, because an engine would ask them
 * too, and fail if they cannot be reached.
 */
export function withFolder(configuration: string, folder: string): string {
  const block = readBlocks(configuration).find(({ name }) => name === 'provider_installation');
  if (block === undefined) {
    return `${configuration}${configuration === '' || configuration.endsWith('\n') ? '' : '\n'}${installationBlock(folder)}\n`;
  }
  // From the end to the start, so that earlier positions stay valid.
  const inserts = block.blocks
    .filter(({ name, attributes }) => ['direct', 'network_mirror'].includes(name) && applies(attributes))
    .map(({ bodyStart, listStarts }) => {
      const list = listStarts.get('exclude');
      return list === undefined
        ? { at: bodyStart, text: `\n    exclude = ["${PATTERN}"]\n  ` }
        : { at: list, text: `"${PATTERN}", ` };
    });
  inserts.push({ at: block.bodyStart, text: `\n${mirrorMethod(folder)}` });
  return inserts
    .sort((a, b) => b.at - a.at)
    .reduce((text, { at, text: insert }) => text.slice(0, at) + insert + text.slice(at), configuration);
}
