import { canonical, elementType, memberType } from './equal.ts';
import type { TypeShape } from './types.ts';
import { Unknown } from './unknown.ts';
import { emptyValues, isList, isValues, type Value } from './value.ts';

/**
 * The new value with the old one's spelling wherever the type says that both mean the same: of the value itself, of the
 * elements of a list or tuple by place, of a map or an object by name, of a set wherever one is found.
 */
export function keepSemanticallyEqual(type: TypeShape, before: Value, next: Value): Value {
  if (before === null || next === null || before instanceof Unknown || next instanceof Unknown) return next;
  if (type.equivalent) return type.equivalent(before, next) ? before : next;
  if (!hasSpellings(type)) return next;
  if (type.kind === 'set' && isList(before) && isList(next)) return keepEqualElements(type.element, before, next);
  if (isList(before) && isList(next)) {
    return next.map((item, i) => keepSemanticallyEqual(elementType(type, i), before[i] ?? null, item));
  }
  if (!isValues(before) || !isValues(next)) return next;
  const members = emptyValues();
  for (const [name, item] of Object.entries(next)) {
    members[name] = keepSemanticallyEqual(memberType(type, name), before[name] ?? null, item);
  }
  return members;
}

/** Each old element lends its spelling once; those that are there unchanged keep their own. */
function keepEqualElements(element: TypeShape, before: readonly Value[], next: readonly Value[]): Value[] {
  const key = (item: Value) => canonical(element, item);
  const unchanged = new Set(next.map(key));
  const lenders = before.filter((item) => !unchanged.has(key(item)));
  const known = new Set(before.map(key));
  return next.map((item) => {
    if (known.has(key(item))) return item;
    for (const [i, lender] of lenders.entries()) {
      const kept = keepSemanticallyEqual(element, lender, item);
      if (key(kept) !== key(lender)) continue;
      lenders.splice(i, 1);
      return kept;
    }
    return item;
  });
}

/** True where the type, or one inside it, has several spellings of one value. Nested attributes are asked one by one. */
function hasSpellings(type: TypeShape): boolean {
  if (type.equivalent) return true;
  if (type.kind === 'list' || type.kind === 'set' || type.kind === 'map') return hasSpellings(type.element);
  if (type.kind === 'tuple') return type.elements.some(hasSpellings);
  return type.kind === 'object' && Object.values(type.attributes).some(hasSpellings);
}
