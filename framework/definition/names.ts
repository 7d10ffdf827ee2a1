import type { Attributes } from '../schema/index.ts';
import type { MemberShape, NestedShape } from '../values/index.ts';

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

/**
 * Checks that no attribute, at any depth, is of a kind that its owner cannot have.
 *
 * @throws Error with the name of the attribute and the kind, which is a mistake of the author
 */
export function refuseAttributes(
  owner: string,
  attributes: NestedShape['attributes'],
  kind: string,
  isOfKind: (attribute: MemberShape) => boolean,
): void {
  for (const [name, attribute] of Object.entries(attributes)) {
    if (isOfKind(attribute)) throw new Error(`${owner}: the attribute ${name} cannot be ${kind} here`);
    if (attribute.type.kind === 'nested') {
      refuseAttributes(`${owner}.${name}`, attribute.type.attributes, kind, isOfKind);
    }
  }
}
