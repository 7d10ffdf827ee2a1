import type { TypeShape } from './types.ts';
import { Unknown } from './unknown.ts';
import { Dynamic, isList, isValues, type Value } from './value.ts';

/** True when both are the same value of this type. Sets know no order; an unknown equals an unknown. */
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

/** The type of the element at a place of a list, set or tuple; of one object of a nested list. */
export function elementType(type: TypeShape, index: number): TypeShape {
  if (type.kind === 'tuple') return type.elements[index] ?? anything;
  if (type.kind === 'list' || type.kind === 'set' || type.kind === 'map') return type.element;
  if (type.kind === 'nested' && type.nesting !== 'single') return oneOf(type);
  return anything;
}

/** The type behind a name of an object or a map. */
export function memberType(type: TypeShape, name: string): TypeShape {
  if (type.kind === 'map') return type.element;
  if (type.kind === 'object') return own(type.attributes, name) ?? anything;
  if (type.kind === 'nested') {
    return type.nesting === 'single' ? (own(type.attributes, name)?.type ?? anything) : oneOf(type);
  }
  return anything;
}

export const isSet = (type: TypeShape): boolean =>
  type.kind === 'set' || (type.kind === 'nested' && type.nesting === 'set');

const anything: TypeShape = { kind: 'dynamic' };

/** Every object knows a `constructor`; an attribute of that name is there only when it is its own. */
const own = <T>(of: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(of, name) ? of[name] : undefined;

/** One object of a nested list, set or map. */
const oneOf = (type: Extract<TypeShape, { kind: 'nested' }>): TypeShape => ({
  kind: 'nested',
  nesting: 'single',
  attributes: type.attributes,
});

function equalSets(type: TypeShape, a: readonly Value[], b: readonly Value[]): boolean {
  const element = elementType(type, 0);
  const left = new Set(a.map((item) => canonical(element, item)));
  const right = new Set(b.map((item) => canonical(element, item)));
  return left.size === right.size && [...left].every((text) => right.has(text));
}

/** A text that two values share exactly when they are equal: what makes comparing sets linear. */
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

/** The names of an object's attributes come in any order. */
const canonicalType = (type: TypeShape): string =>
  JSON.stringify(type, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
