import type { Attributes } from '../schema/index.ts';

/** Names that the engine reads itself in a block and never passes to a provider. */
const reserved = {
  block: ['connection', 'count', 'depends_on', 'for_each', 'lifecycle', 'provider', 'provisioner'],
  provider: ['alias', 'version'],
} as const;

/**
 * Checks that a configuration can set every attribute.
 *
 * @param owner the owner of the attributes, for the message: `gigaset_device`
 * @throws Error when a name is invalid in HCL or reserved by the engine, which is a mistake of the author
 */
export function checkNames(owner: string, attributes: Attributes, kind: keyof typeof reserved = 'block'): void {
  const taken: readonly string[] = reserved[kind];
  for (const name of Object.keys(attributes)) {
    if (!/^[a-z_][a-z0-9_]*$/.test(name)) {
      throw new Error(`${owner}: ${JSON.stringify(name)} is not a valid attribute name`);
    }
    if (taken.includes(name)) throw new Error(`${owner}: the attribute name ${name} is reserved by the engine`);
  }
}
