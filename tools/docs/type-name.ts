import type { TypeShape } from '#framework';

/** The name of a type on a registry page, as in `List of Number`. Objects have a section of their own. */
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

/** The name of a type in a function's signature, as in `list of object`. */
export const signatureType = (type: TypeShape): string =>
  type.kind === 'bool' ? 'bool' : type.kind === 'dynamic' ? 'dynamic' : typeName(type).toLowerCase();
