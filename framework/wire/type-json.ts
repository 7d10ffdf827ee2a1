import type { TypeShape } from '../values/types.ts';
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
      return ['object', Object.fromEntries(Object.entries(type.attributes).map(([name, t]) => [name, typeToJson(t)]))];
    case 'tuple':
      return ['tuple', type.elements.map(typeToJson)];
    case 'nested': {
      const one = [
        'object',
        Object.fromEntries(Object.entries(type.attributes).map(([name, { type: t }]) => [name, typeToJson(t)])),
      ];
      return type.nesting === 'single' ? one : [type.nesting, one];
    }
  }
}

/** Deeper than any type that somebody would write. */
const DEEPEST = 200;

/** The type that such a text describes; throws a {@link MsgpackError} where it describes none. */
export function typeFromJson(json: unknown, depth = 0): TypeShape {
  if (depth > DEEPEST) throw new MsgpackError(`a type more than ${DEEPEST} levels deep`);
  if (json === 'string' || json === 'bool' || json === 'dynamic') return { kind: json };
  if (json === 'number') return { kind: 'decimal' };
  if (Array.isArray(json)) {
    const parts: readonly unknown[] = json;
    const [kind, of] = parts;
    if (kind === 'list' || kind === 'set' || kind === 'map') return { kind, element: typeFromJson(of, depth + 1) };
    if (kind === 'tuple' && Array.isArray(of))
      return { kind, elements: of.map((element) => typeFromJson(element, depth + 1)) };
    if (kind === 'object' && typeof of === 'object' && of !== null) {
      const attributes = Object.entries(of).map(([name, t]) => [name, typeFromJson(t, depth + 1)] as const);
      return { kind, attributes: Object.fromEntries(attributes) };
    }
  }
  throw new MsgpackError('a type expected, found something else');
}
