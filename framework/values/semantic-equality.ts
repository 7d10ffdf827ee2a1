import { canonical, elementType, memberType } from './equal.ts';
import { emptyValues, isList, isValues, Unknown, type TypeShape, type Value } from './value.ts';

/**
 * The new value, with the prior one wherever the type calls both semantically equal: for the value itself, for elements
 * of a list or tuple by index, for members of a map or object by name, and for elements of a set by search.
 */
export function keepSemanticallyEqual(type: TypeShape, prior: Value, next: Value): Value {
  if (prior === null || next === null || prior instanceof Unknown || next instanceof Unknown) return next;
  if (type.equivalent) return type.equivalent(prior, next) ? prior : next;
  if (!hasSemanticEquality(type)) return next;
  if (type.kind === 'set' && isList(prior) && isList(next)) return keepEqualElements(type.element, prior, next);
  if (isList(prior) && isList(next)) {
    return next.map((item, i) => keepSemanticallyEqual(elementType(type, i), prior[i] ?? null, item));
  }
  if (!isValues(prior) || !isValues(next)) return next;
  const members = emptyValues();
  for (const [name, item] of Object.entries(next)) {
    members[name] = keepSemanticallyEqual(memberType(type, name), prior[name] ?? null, item);
  }
  return members;
}

/** Each prior element replaces at most one new element. Elements that have not changed are left alone. */
function keepEqualElements(element: TypeShape, prior: readonly Value[], next: readonly Value[]): Value[] {
  const key = (item: Value) => canonical(element, item);
  const nextKeys = new Set(next.map(key));
  const priorKeys = new Set(prior.map(key));
  const candidates = prior.filter((item) => !nextKeys.has(key(item)));
  return next.map((item) => {
    if (priorKeys.has(key(item))) return item;
    for (const [i, candidate] of candidates.entries()) {
      const kept = keepSemanticallyEqual(element, candidate, item);
      if (key(kept) !== key(candidate)) continue;
      candidates.splice(i, 1);
      return kept;
    }
    return item;
  });
}

/** True when the type or a type inside it has semantic equality. Nested attributes are compared one by one instead. */
function hasSemanticEquality(type: TypeShape): boolean {
  if (type.equivalent) return true;
  switch (type.kind) {
    case 'list':
    case 'set':
    case 'map':
      return hasSemanticEquality(type.element);
    case 'tuple':
      return type.elements.some(hasSemanticEquality);
    case 'object':
      return Object.values(type.attributes).some(hasSemanticEquality);
    case 'string':
    case 'bool':
    case 'number':
    case 'int64':
    case 'decimal':
    case 'dynamic':
    case 'nested':
      return false;
  }
}
