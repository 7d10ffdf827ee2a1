import { Dynamic, isList, isValues, objectShape, Unknown, type TypeShape, type Value } from './value.ts';

/** True when both are the same value of this type. Sets have no order; any two unknown values are equal. */
export function equal(type: TypeShape, a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a instanceof Unknown || b instanceof Unknown) return a instanceof Unknown && b instanceof Unknown;
  if (a instanceof Dynamic || b instanceof Dynamic) {
    return a instanceof Dynamic && b instanceof Dynamic && canonical(type, a) === canonical(type, b);
  }
  if (isList(a) && isList(b)) {
    if (isSet(type)) return equalSets(type, a, b);
    return a.length === b.length && a.every((item, i) => equal(elementType(type, i), item, b[i] ?? null));
  }
  if (isValues(a) && isValues(b)) {
    const names = Object.keys(a);
    return (
      names.length === Object.keys(b).length &&
      names.every((name) => Object.hasOwn(b, name) && equal(memberType(type, name), a[name] ?? null, b[name] ?? null))
    );
  }
  return false;
}

const anyType: TypeShape = { kind: 'dynamic' };

/** The type of one element of a list, set, map or tuple. */
export function elementType(type: TypeShape, index: number): TypeShape {
  switch (type.kind) {
    case 'list':
    case 'set':
    case 'map':
      return type.element;
    case 'tuple':
      return type.elements[index] ?? anyType;
    case 'nested':
      return type.nesting === 'single' ? anyType : objectShape(type);
    case 'string':
    case 'bool':
    case 'number':
    case 'int64':
    case 'decimal':
    case 'dynamic':
    case 'object':
      return anyType;
  }
}

/** The type of a member of an object or a map. */
export function memberType(type: TypeShape, name: string): TypeShape {
  switch (type.kind) {
    case 'map':
      return type.element;
    case 'object':
      return own(type.attributes, name) ?? anyType;
    case 'nested':
      return type.nesting === 'single' ? (own(type.attributes, name)?.type ?? anyType) : objectShape(type);
    case 'string':
    case 'bool':
    case 'number':
    case 'int64':
    case 'decimal':
    case 'dynamic':
    case 'list':
    case 'set':
    case 'tuple':
      return anyType;
  }
}

/** Every object inherits a `constructor`; an attribute of that name exists only as an own property. */
const own = <T>(of: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(of, name) ? of[name] : undefined;

const isSet = (type: TypeShape): boolean => type.kind === 'set' || (type.kind === 'nested' && type.nesting === 'set');

function equalSets(type: TypeShape, a: readonly Value[], b: readonly Value[]): boolean {
  const element = elementType(type, 0);
  const left = new Set(a.map((item) => canonical(element, item)));
  const right = new Set(b.map((item) => canonical(element, item)));
  return left.size === right.size && [...left].every((text) => right.has(text));
}

/** A text that is the same for two values exactly when they are equal. It makes comparing sets linear. */
export function canonical(type: TypeShape, value: Value): string {
  if (value instanceof Unknown) return '?';
  if (value instanceof Dynamic) return `${canonicalType(value.type)}:${canonical(value.type, value.value)}`;
  if (isList(value)) {
    const items = value.map((item, i) => canonical(elementType(type, i), item));
    return `[${(isSet(type) ? [...new Set(items)].sort() : items).join()}]`;
  }
  if (isValues(value)) {
    const members = Object.keys(value).sort();
    return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(memberType(type, name), value[name] ?? null)}`).join()}}`;
  }
  return JSON.stringify(value);
}

/** {@link canonical} for a value whose type does not matter. */
export const canonicalText = (value: Value): string => canonical(anyType, value);

/** The attributes of an object type have no order. */
const canonicalType = (type: TypeShape): string =>
  JSON.stringify(type, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
