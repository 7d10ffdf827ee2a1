import { canonical, equal } from './equal.ts';
import { keepSemanticallyEqual } from './semantic-equality.ts';
import type { AttributeShape, NestedShape } from './types.ts';
import { emptyValues, isList, isNull, isValues, type Value, type Values } from './value.ts';

/**
 * For each object of a set the one of another set that it stands for, or null. Elements of a set have neither place nor
 * name, so those belong together that agree in all that only a configuration gives; among these, the ones that agree
 * in what the provider may give as well. (terraform-plugin-framework pairs them by place, and so takes one for another
 * as soon as a computed value changes the order.)
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
  const rules: readonly ((item: Values) => Values | undefined)[] = [
    (item) => alike(item)?.find((other) => left.has(other) && agrees(type, item, other, false)),
    (item) => alike(item)?.find((other) => left.has(other) && agrees(type, item, other, true)),
    (item) => alike(item)?.find((other) => left.has(other)),
    (item) => [...left].find((other) => sameButSpelling(type, item, other)),
  ];
  const alike = (item: Values) => byKey.get(configuredKey(type, item));
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

/** True for what comes from the configuration alone, and is still to be seen in a state. */
const isConfigured = ({ mode, writeOnly }: AttributeShape): boolean =>
  (mode === 'required' || mode === 'optional') && writeOnly !== true;

const configuredKey = (type: NestedShape, value: Values): string =>
  canonical({ kind: 'dynamic' }, configured(type, value));

/** The value without what a provider may have given. */
function configured(type: NestedShape, value: Value): Value {
  if (isList(value)) {
    const items = value.map((item) => configured(single(type), item));
    // As text, so that a set among these is the same in any order.
    return type.nesting === 'set' ? items.map((item) => canonical({ kind: 'dynamic' }, item)).sort() : items;
  }
  if (!isValues(value)) return value;
  const kept = emptyValues();
  if (type.nesting === 'map') {
    for (const [key, item] of Object.entries(value)) kept[key] = configured(single(type), item);
    return kept;
  }
  for (const [name, attribute] of Object.entries(type.attributes)) {
    if (!isConfigured(attribute)) continue;
    const member = value[name] ?? null;
    kept[name] =
      attribute.type.kind === 'nested' ? configured(attribute.type, member) : canonical(attribute.type, member);
  }
  return kept;
}

const single = (type: NestedShape): NestedShape => ({ kind: 'nested', nesting: 'single', attributes: type.attributes });

/** True where both have the same in what configuration and provider may give; `orNull`: or the other leaves it open. */
const agrees = (type: NestedShape, item: Values, other: Values, orNull: boolean): boolean =>
  Object.entries(type.attributes).every(
    ([name, { mode, type: of }]) =>
      mode !== 'optionalComputed' ||
      (orNull && isNull(other[name])) ||
      equal(of, item[name] ?? null, other[name] ?? null),
  );

const sameButSpelling = (type: NestedShape, item: Values, other: Values): boolean =>
  Object.entries(type.attributes).every(([name, attribute]) => {
    if (!isConfigured(attribute)) return true;
    const theirs = other[name] ?? null;
    return equal(attribute.type, theirs, keepSemanticallyEqual(attribute.type, theirs, item[name] ?? null));
  });
