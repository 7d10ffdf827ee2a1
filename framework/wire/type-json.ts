import type { NestedShape, TypeShape } from '../values/index.ts';
import { MsgpackError } from './msgpack-reader.ts';

/** A type as the protocol writes it: `"string"`, `["list","string"]`, `["object",{"name":"string"}]`. */
export function typeToJson(type: TypeShape): unknown {
  switch (type.kind) {
    case 'string':
    case 'bool':
    case 'dynamic':
      return type.kind;
    case 'number':
    case 'int64':
    case 'decimal':
      return 'number';
    case 'list':
    case 'set':
    case 'map':
      return [type.kind, typeToJson(type.element)];
    case 'object':
      return ['object', mapValues(type.attributes, typeToJson)];
    case 'tuple':
      return ['tuple', type.elements.map(typeToJson)];
    case 'nested':
      return type.nesting === 'single' ? nestedObject(type) : [type.nesting, nestedObject(type)];
  }
}

/** {@link typeToJson} as the bytes of a message. */
export const typeBytes = (type: TypeShape): Uint8Array => Buffer.from(JSON.stringify(typeToJson(type)));

const nestedObject = ({ attributes }: NestedShape): unknown => [
  'object',
  mapValues(attributes, ({ type }) => typeToJson(type)),
];

const mapValues = <T>(of: Readonly<Record<string, T>>, map: (value: T) => unknown): Record<string, unknown> =>
  Object.fromEntries(Object.entries(of).map(([name, value]) => [name, map(value)]));

/** Deeper than any type that people write. */
const MAX_DEPTH = 200;

/** The reverse of {@link typeToJson}; numbers become decimals. @throws MsgpackError when the JSON is not a type */
export function typeFromJson(json: unknown, depth = 0): TypeShape {
  if (depth > MAX_DEPTH) throw new MsgpackError(`a type more than ${MAX_DEPTH} levels deep`);
  if (json === 'string' || json === 'bool' || json === 'dynamic') return { kind: json };
  if (json === 'number') return { kind: 'decimal' };
  if (Array.isArray(json)) {
    const parts: readonly unknown[] = json;
    const [kind, of] = parts;
    if (kind === 'list' || kind === 'set' || kind === 'map') return { kind, element: typeFromJson(of, depth + 1) };
    if (kind === 'tuple' && Array.isArray(of)) {
      return { kind, elements: of.map((element) => typeFromJson(element, depth + 1)) };
    }
    if (kind === 'object' && typeof of === 'object' && of !== null) {
      const attributes = Object.entries(of).map(([name, t]) => [name, typeFromJson(t, depth + 1)] as const);
      return { kind, attributes: Object.fromEntries(attributes) };
    }
  }
  throw new MsgpackError('a type expected');
}
