import type { AnyFunction } from '../definition/provider-function.ts';
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
import type { Schema } from '../schema/schema.ts';
import type { AttributeShape, NestedShape, TypeShape } from '../values/types.ts';
import { typeToJson } from './type-json.ts';

// Everything a person reads of a schema, a function or an attribute, and everything the engine checks by it.

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
    attributes: members
      .filter(([, { type }]) => !isBlock(type))
      .map(([name, attribute]) => attributeMessage(name, attribute)),
    blockTypes: members.flatMap(([name, { type }]) => (isBlock(type) ? [nestedBlockMessage(name, type)] : [])),
    description,
    descriptionKind: StringKind.MARKDOWN,
    deprecated: deprecated !== undefined,
    deprecationMessage: deprecated ?? '',
  };
}

const isBlock = (type: TypeShape): type is NestedShape & { readonly block: NonNullable<NestedShape['block']> } =>
  type.kind === 'nested' && type.block !== undefined;

function attributeMessage(name: string, attribute: AttributeShape): Schema_Attribute {
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

function nestedBlockMessage(
  typeName: string,
  type: NestedShape & { readonly block: NonNullable<NestedShape['block']> },
): Schema_NestedBlock {
  return {
    typeName,
    block: blockMessage(type.attributes, type.block.description ?? '', undefined),
    nesting: blockNesting[type.nesting],
    minItems: BigInt(type.block.minItems ?? 0),
    maxItems: BigInt(type.block.maxItems ?? 0),
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

export const functionMessage = (of: AnyFunction): FunctionMessage => {
  const parameter = ({ name, type, description = '', allowNull = false }: AnyFunction['parameters'][number]) => ({
    name,
    type: typeBytes(type),
    allowNullValue: allowNull,
    allowUnknownValues: false,
    description,
    descriptionKind: StringKind.MARKDOWN,
  });
  return {
    parameters: of.parameters.map(parameter),
    variadicParameter: of.variadic && parameter(of.variadic),
    return: { type: typeBytes(of.returns) },
    summary: of.summary,
    description: of.description ?? '',
    descriptionKind: StringKind.MARKDOWN,
    deprecationMessage: '',
  };
};

const typeBytes = (type: TypeShape): Uint8Array => Buffer.from(JSON.stringify(typeToJson(type)));
