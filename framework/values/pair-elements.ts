import { canonical, canonicalText, equal } from './equal.ts';
import { keepSemanticallyEqual } from './semantic-equality.ts';
import {
  emptyValues,
  isList,
  isNull,
  isValues,
  type MemberShape,
  type NestedShape,
  type Value,
  type Values,
} from './value.ts';

/**
 * For each object of a set, its counterpart in another version of the set, or null. Elements of a set have neither index
 * nor key, so two objects belong together when they agree in everything that only a configuration sets; among several
 * candidates, those that also agree in optional computed attributes come first. (terraform-plugin-framework pairs
 * elements by index, and so confuses them as soon as a computed value changes the order.)
 */
export function pairElements(type: NestedShape, items: readonly Value[], others: Value | undefined): readonly Value[] {
  const paired: Value[] = items.map(() => null);
  if (!isList(others)) return paired;
  const left = new Set(others.filter(isValues));
  const byKey = new Map<string, Values[]>();
  for (const other of left) {
    const key = configuredKey(type, other);
    byKey.set(key, [...(byKey.get(key) ?? []), other]);
  }
  const candidates = (item: Values) => byKey.get(configuredKey(type, item))?.filter((other) => left.has(other));
  const rules: readonly ((item: Values) => Values | undefined)[] = [
    (item) => candidates(item)?.find((other) => agreesInComputed(type, item, other, { acceptNull: false })),
    (item) => candidates(item)?.find((other) => agreesInComputed(type, item, other, { acceptNull: true })),
    (item) => candidates(item)?.[0],
    (item) => [...left].find((other) => semanticallyEqual(type, item, other)),
  ];
  for (const rule of rules) {
    items.forEach((item, i) => {
      if (left.size === 0 || paired[i] !== null || !isValues(item)) return;
      const other = rule(item);
      if (!other) return;
      paired[i] = other;
      left.delete(other);
    });
  }
  return paired;
}

/** True for a member that only the configuration sets and that the state still shows. */
const isConfigured = ({ mode, writeOnly }: MemberShape): boolean =>
  (mode === 'required' || mode === 'optional' || mode === 'block') && writeOnly !== true;

const configuredKey = (type: NestedShape, value: Values): string => canonicalText(configuredObject(type, value));

/** The object without everything that a provider may have set. */
function configuredObject(type: NestedShape, value: Value): Value {
  if (!isValues(value)) return value;
  const kept = emptyValues();
  for (const [name, attribute] of Object.entries(type.attributes)) {
    if (!isConfigured(attribute)) continue;
    const member = value[name] ?? null;
    kept[name] =
      attribute.type.kind === 'nested' ? configuredNested(attribute.type, member) : canonical(attribute.type, member);
  }
  return kept;
}

function configuredNested(type: NestedShape, value: Value): Value {
  switch (type.nesting) {
    case 'single':
      return configuredObject(type, value);
    case 'list':
      return isList(value) ? value.map((item) => configuredObject(type, item)) : value;
    case 'set':
      // As sorted texts, because the order within the set must not matter.
      return isList(value) ? value.map((item) => canonicalText(configuredObject(type, item))).sort() : value;
    case 'map': {
      if (!isValues(value)) return value;
      const kept = emptyValues();
      for (const [key, item] of Object.entries(value)) kept[key] = configuredObject(type, item);
      return kept;
    }
  }
}

/** True when both objects have the same optional computed attributes. `acceptNull` lets the other object leave them out. */
const agreesInComputed = (
  type: NestedShape,
  item: Values,
  other: Values,
  { acceptNull }: { readonly acceptNull: boolean },
): boolean =>
  Object.entries(type.attributes).every(
    ([name, { mode, type: of }]) =>
      mode !== 'optionalComputed' ||
      (acceptNull && isNull(other[name])) ||
      equal(of, item[name] ?? null, other[name] ?? null),
  );

const semanticallyEqual = (type: NestedShape, item: Values, other: Values): boolean =>
  Object.entries(type.attributes).every(([name, attribute]) => {
    if (!isConfigured(attribute)) return true;
    const prior = other[name] ?? null;
    return equal(attribute.type, prior, keepSemanticallyEqual(attribute.type, prior, item[name] ?? null));
  });
