import type { Type } from './value.ts';

// Schemas, read from the answer of the provider in Go.

export interface Attribute {
  readonly name: string;
  /** A plain type, or an object with a schema of its own. */
  readonly type: Type | Nested;
  readonly required: boolean;
  readonly optional: boolean;
  readonly computed: boolean;
  readonly writeOnly: boolean;
}

/** A nested attribute or a block. */
export interface Nested {
  readonly nesting: 'single' | 'list' | 'set' | 'map';
  readonly members: Members;
}

export interface Members {
  readonly attributes: readonly Attribute[];
  readonly blocks: Readonly<Record<string, Nested>>;
}

type Message = Readonly<Record<string, unknown>>;

export const isMessage = (value: unknown): value is Message =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);

/** A message inside another; empty when it is not set. */
export const messageIn = (of: Message, name: string): Message => {
  const value = of[name];
  return isMessage(value) ? value : {};
};

/** The messages of a repeated field. */
export const messagesIn = (of: Message, name: string): readonly Message[] => {
  const value = of[name];
  return Array.isArray(value) ? value.filter(isMessage) : [];
};

/** The attributes and blocks of a schema. */
export const membersOf = (schema: unknown): Members => blockOf(isMessage(schema) ? messageIn(schema, 'block') : {});

const blockOf = (block: Message): Members => ({
  attributes: messagesIn(block, 'attributes').map(attributeOf),
  blocks: Object.fromEntries(
    messagesIn(block, 'block_types').map((one) => [
      String(one['type_name']),
      { nesting: nestingOf(one['nesting']), members: blockOf(messageIn(one, 'block')) },
    ]),
  ),
});

const attributeOf = (one: Message): Attribute => ({
  name: String(one['name']),
  type: isMessage(one['nested_type']) ? nestedOf(one['nested_type']) : typeOf(one['type']),
  required: one['required'] === true,
  optional: one['optional'] === true,
  computed: one['computed'] === true,
  writeOnly: one['write_only'] === true,
});

const nestedOf = (type: Message): Nested => ({
  nesting: nestingOf(type['nesting']),
  members: { attributes: messagesIn(type, 'attributes').map(attributeOf), blocks: {} },
});

function nestingOf(text: unknown): Nested['nesting'] {
  const nesting = String(text).toLowerCase();
  if (nesting === 'single' || nesting === 'list' || nesting === 'set' || nesting === 'map') return nesting;
  throw new Error(`unexpected nesting ${nesting}`);
}

function typeOf(bytes: unknown): Type {
  const type: unknown = bytes instanceof Uint8Array ? JSON.parse(Buffer.from(bytes).toString()) : undefined;
  if (isType(type)) return type;
  throw new Error(`not a type: ${JSON.stringify(type)}`);
}

export const isType = (type: unknown): type is Type =>
  ['string', 'bool', 'number', 'dynamic'].includes(String(type)) ||
  (Array.isArray(type) && type.length === 2 && typeof type[0] === 'string');

/** The type of a value of these members, as the engine derives it. */
export const impliedType = ({ attributes, blocks }: Members): Type => [
  'object',
  Object.fromEntries([
    ...attributes.map(({ name, type }) => [name, isType(type) ? type : nestedType(type)] as const),
    ...Object.entries(blocks).map(([name, nested]) => [name, nestedType(nested)] as const),
  ]),
];

export const nestedType = ({ nesting, members }: Nested): Type =>
  nesting === 'single' ? impliedType(members) : [nesting, impliedType(members)];
