import type { Parameter, ProviderFunction } from '../definition/index.ts';
import {
  Schema_NestedBlock_NestingMode,
  Schema_Object_NestingMode,
  StringKind,
  type FunctionMessage,
  type ResourceIdentitySchema,
  type Schema as SchemaMessage,
  type Schema_Attribute,
  type Schema_Block,
  type Schema_NestedBlock,
} from '../gen/tfplugin6.ts';
import type { Schema } from '../schema/index.ts';
import type { MemberShape, NestedShape } from '../values/index.ts';
import { typeBytes } from './type-json.ts';

// What people read about a schema, an attribute or a function, and what the engine checks by it.

export const schemaMessage = (schema: Schema): SchemaMessage => ({
  version: BigInt(schema.version ?? 0),
  block: blockMessage(schema.attributes, schema.description ?? '', schema.deprecated),
});

function blockMessage(
  attributes: NestedShape['attributes'],
  description: string,
  deprecated: string | undefined,
): Schema_Block {
  const members = Object.entries(attributes);
  return {
    version: 0n,
    attributes: members.flatMap(([name, member]) => (member.mode === 'block' ? [] : [attributeMessage(name, member)])),
    blockTypes: members.flatMap(([name, member]) =>
      member.mode === 'block' ? [nestedBlockMessage(name, member)] : [],
    ),
    description,
    descriptionKind: StringKind.MARKDOWN,
    deprecated: deprecated !== undefined,
    deprecationMessage: deprecated ?? '',
    computed: false,
  };
}

function attributeMessage(name: string, attribute: MemberShape): Schema_Attribute {
  const { type, mode, description = '', deprecated, sensitive = false, writeOnly = false } = attribute;
  const nested = type.kind === 'nested';
  return {
    name,
    type: nested ? new Uint8Array() : typeBytes(type),
    nestedType: nested
      ? {
          attributes: Object.entries(type.attributes).map(([inner, of]) => attributeMessage(inner, of)),
          nesting: objectNesting[type.nesting],
          minItems: 0n,
          maxItems: 0n,
        }
      : undefined,
    description,
    required: mode === 'required',
    optional: mode === 'optional' || mode === 'optionalComputed',
    computed: mode === 'computed' || mode === 'optionalComputed',
    sensitive,
    descriptionKind: StringKind.MARKDOWN,
    deprecated: deprecated !== undefined,
    writeOnly,
    deprecationMessage: deprecated ?? '',
  };
}

const objectNesting = {
  single: Schema_Object_NestingMode.SINGLE,
  list: Schema_Object_NestingMode.LIST,
  set: Schema_Object_NestingMode.SET,
  map: Schema_Object_NestingMode.MAP,
} as const;

const blockNesting = {
  single: Schema_NestedBlock_NestingMode.SINGLE,
  list: Schema_NestedBlock_NestingMode.LIST,
  set: Schema_NestedBlock_NestingMode.SET,
  map: Schema_NestedBlock_NestingMode.MAP,
} as const;

function nestedBlockMessage(typeName: string, block: MemberShape): Schema_NestedBlock {
  if (block.type.kind !== 'nested') throw new Error(`the block ${typeName} is not nested`);
  return {
    typeName,
    block: blockMessage(block.type.attributes, block.description ?? '', block.deprecated),
    nesting: blockNesting[block.type.nesting],
    minItems: BigInt(block.minItems ?? 0),
    maxItems: BigInt(block.maxItems ?? 0),
  };
}

export const identitySchemaMessage = (identity: {
  readonly version?: number;
  readonly attributes: NestedShape['attributes'];
}): ResourceIdentitySchema => ({
  version: BigInt(identity.version ?? 0),
  identityAttributes: Object.entries(identity.attributes).map(([name, { type, mode, description = '' }]) => ({
    name,
    type: typeBytes(type),
    requiredForImport: mode === 'required',
    optionalForImport: mode !== 'required',
    description,
  })),
});

export const functionMessage = (definition: ProviderFunction): FunctionMessage => {
  const parameter = ({ name, type, description = '', allowNull = false }: Parameter) => ({
    name,
    type: typeBytes(type),
    allowNullValue: allowNull,
    allowUnknownValues: false,
    description,
    descriptionKind: StringKind.MARKDOWN,
  });
  return {
    parameters: definition.parameters.map(parameter),
    variadicParameter: definition.variadic && parameter(definition.variadic),
    return: { type: typeBytes(definition.returns) },
    summary: definition.summary,
    description: definition.description ?? '',
    descriptionKind: StringKind.MARKDOWN,
    deprecationMessage: '',
  };
};
