import type { Attributes } from '../schema/attribute.ts';

/** What an engine itself reads from a block, and never hands to a provider. */
const reserved = {
  block: ['connection', 'count', 'depends_on', 'for_each', 'lifecycle', 'provider', 'provisioner'],
  provider: ['alias', 'version'],
} as const;

/**
 * Refuses attributes that no configuration could give: names that are the engine's own, or no names in HCL.
 *
 * @param owner what has the attributes, as in `gigaset_device`
 * @throws Error, since it is the author's mistake
 */
export function checkNames(owner: string, attributes: Attributes, kind: keyof typeof reserved = 'block'): void {
  const taken: readonly string[] = reserved[kind];
  for (const name of Object.keys(attributes)) {
    if (!/^[a-z_][a-z0-9_]*$/.test(name))
      throw new Error(`${owner}: ${JSON.stringify(name)} is no name of an attribute`);
    if (taken.includes(name))
      throw new Error(`${owner}: no attribute can be called ${name}, which means something to the engine`);
  }
}
