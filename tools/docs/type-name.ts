import type { TypeShape } from '#framework';

/** A type as the registry's pages have it: `String`, `List of Number`. Objects have a section of their own. */
export function typeName(type: TypeShape): string {
  switch (type.kind) {
    case 'string':
      return 'String';
    case 'bool':
      return 'Boolean';
    case 'number':
    case 'int64':
    case 'decimal':
      return 'Number';
    case 'dynamic':
      return 'Dynamic';
    case 'list':
      return `List of ${typeName(type.element)}`;
    case 'set':
      return `Set of ${typeName(type.element)}`;
    case 'map':
      return `Map of ${typeName(type.element)}`;
    case 'tuple':
      return 'Tuple';
    case 'object':
      return 'Object';
    case 'nested':
      return { single: 'Attributes', list: 'Attributes List', set: 'Attributes Set', map: 'Attributes Map' }[
        type.nesting
      ];
  }
}

/** The same in the words of a function's signature: `list of object`. */
export const signatureType = (type: TypeShape): string =>
  type.kind === 'bool' ? 'bool' : type.kind === 'dynamic' ? 'dynamic' : typeName(type).toLowerCase();
