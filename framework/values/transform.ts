import type { Path } from '../schema/path.ts';
import { pairElements } from './pair-elements.ts';
import type { AttributeShape, NestedShape, TypeShape } from './types.ts';
import { Dynamic, emptyValues, isList, isValues, type Value, type Values } from './value.ts';

/** What stands at the same place in the configuration and in the prior state; null where nothing does. */
export interface Beside {
  readonly config?: Value;
  readonly prior?: Value;
}

/** What a rewrite of one attribute sees. */
export interface Visit {
  readonly attribute: AttributeShape;
  /** Where it is. Of what is inside a set, the set's own path: the protocol has no words for an element of it. */
  readonly path: Path;
  readonly value: Value;
  readonly config: Value;
  readonly prior: Value;
  /** True where the object that it belongs to is not in the prior state: the resource, or an element of a list. */
  readonly added: boolean;
}

type Rewrite = (visit: Visit) => Value;

interface Place {
  readonly path: Path;
  readonly inSet: boolean;
}

const top: Place = { path: [], inSet: false };
const inside = ({ path, inSet }: Place, step: Path[number]): Place => ({ path: inSet ? path : [...path, step], inSet });

/**
 * Rewrites every attribute of an object by its schema, outer attributes before what is nested in them. Configuration
 * and prior state are walked alongside: elements of lists by index, of maps by key, of sets by what they have in common.
 */
export function mapAttributes(
  shape: NestedShape,
  values: Values,
  beside: Beside,
  rewrite: Rewrite,
  place: Place = top,
): Values {
  const result = emptyValues();
  const added = !isValues(beside.prior);
  for (const [name, attribute] of Object.entries(shape.attributes)) {
    const here = inside(place, name);
    const config = member(beside.config, name);
    const prior = member(beside.prior, name);
    const value = rewrite({ attribute, path: here.path, value: member(values, name), config, prior, added });
    result[name] =
      attribute.type.kind === 'nested' ? descend(attribute.type, value, { config, prior }, rewrite, here) : value;
  }
  return result;
}

function descend(type: NestedShape, value: Value, beside: Beside, rewrite: Rewrite, place: Place): Value {
  const single: NestedShape = { kind: 'nested', nesting: 'single', attributes: type.attributes };
  const each = (item: Value, of: Beside, at: Place): Value =>
    isValues(item) ? mapAttributes(single, item, of, rewrite, at) : item;

  if (isList(value) && type.nesting === 'set') {
    const config = pairElements(single, value, beside.config);
    const prior = pairElements(single, value, beside.prior);
    const at: Place = { path: place.path, inSet: true };
    return value.map((item, i) => each(item, { config: config[i] ?? null, prior: prior[i] ?? null }, at));
  }
  if (isList(value)) {
    return value.map((item, i) =>
      each(item, { config: element(beside.config, i), prior: element(beside.prior, i) }, inside(place, i)),
    );
  }
  if (!isValues(value)) return value;
  if (type.nesting === 'single') return each(value, beside, place);
  const members = emptyValues();
  for (const [key, item] of Object.entries(value)) {
    const of = { config: member(beside.config, key), prior: member(beside.prior, key) };
    members[key] = each(item, of, inside(place, { key }));
  }
  return members;
}

const member = (of: Value | undefined, name: string): Value =>
  isValues(of) && Object.hasOwn(of, name) ? (of[name] ?? null) : null;
const element = (of: Value | undefined, index: number): Value => (isList(of) ? (of[index] ?? null) : null);

/** Calls `see` with every text and number that stands in a sensitive or write-only attribute. */
export function sensitiveTexts(shape: NestedShape, values: Value, see: (text: string) => void): void {
  const all = (value: Value): void => {
    if (typeof value === 'string') see(value);
    else if (typeof value === 'number') see(String(value));
    else if (value instanceof Dynamic) all(value.value);
    else if (isList(value)) value.forEach(all);
    else if (isValues(value)) Object.values(value).forEach(all);
  };
  const walk = (type: TypeShape, value: Value): void => {
    if (type.kind !== 'nested') return;
    const single: NestedShape = { ...type, nesting: 'single' };
    if (isList(value)) value.forEach((item) => walk(single, item));
    else if (type.nesting === 'map' && isValues(value)) Object.values(value).forEach((item) => walk(single, item));
    else if (isValues(value)) {
      for (const [name, attribute] of Object.entries(type.attributes)) {
        const item = member(value, name);
        if (attribute.sensitive === true || attribute.writeOnly === true) all(item);
        else walk(attribute.type, item);
      }
    }
  };
  walk(shape, values);
}
