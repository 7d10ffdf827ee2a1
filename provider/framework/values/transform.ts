import type { Path } from '../schema/path.ts';
import type { AttributeShape, NestedShape, TypeShape } from './types.ts';
import { emptyValues, isList, isValues, type Value, type Values } from './value.ts';

/** What stands at the same place in the configuration and in the prior state; null where nothing does. */
export interface Beside {
  readonly config?: Value;
  readonly prior?: Value;
}

/** What a rewrite of one attribute sees. */
export interface Visit {
  readonly attribute: AttributeShape;
  readonly path: Path;
  readonly value: Value;
  readonly config: Value;
  readonly prior: Value;
}

/**
 * Rewrites every attribute of an object by its schema, outer attributes before what is nested in them. Configuration
 * and prior state are walked alongside: list and set elements by index, map elements by key, as
 * terraform-plugin-framework pairs them.
 */
export function mapAttributes(
  shape: NestedShape,
  values: Values,
  beside: Beside,
  rewrite: (visit: Visit) => Value,
  path: Path = [],
): Values {
  const result = emptyValues();
  for (const [name, attribute] of Object.entries(shape.attributes)) {
    const here = [...path, name];
    const config = member(beside.config, name);
    const prior = member(beside.prior, name);
    const value = rewrite({ attribute, path: here, value: values[name] ?? null, config, prior });
    result[name] =
      attribute.type.kind === 'nested' ? descend(attribute.type, value, { config, prior }, rewrite, here) : value;
  }
  return result;
}

function descend(type: NestedShape, value: Value, beside: Beside, rewrite: (visit: Visit) => Value, path: Path): Value {
  const single: NestedShape = { kind: 'nested', nesting: 'single', attributes: type.attributes };
  if (isList(value)) {
    return value.map((item, i) =>
      isValues(item)
        ? mapAttributes(single, item, { config: at(beside.config, i), prior: at(beside.prior, i) }, rewrite, [
            ...path,
            i,
          ])
        : item,
    );
  }
  if (!isValues(value)) return value;
  if (type.nesting === 'single') return mapAttributes(single, value, beside, rewrite, path);
  const members = emptyValues();
  for (const [key, item] of Object.entries(value)) {
    const next = { config: member(beside.config, key), prior: member(beside.prior, key) };
    members[key] = isValues(item) ? mapAttributes(single, item, next, rewrite, [...path, { key }]) : item;
  }
  return members;
}

const member = (of: Value | undefined, name: string): Value => (isValues(of) ? (of[name] ?? null) : null);
const at = (of: Value | undefined, index: number): Value => (isList(of) ? (of[index] ?? null) : null);

/** Calls `see` with every text that stands in a sensitive attribute. */
export function sensitiveTexts(shape: NestedShape, values: Value, see: (text: string) => void): void {
  const all = (value: Value): void => {
    if (typeof value === 'string') see(value);
    else if (isList(value)) value.forEach(all);
    else if (isValues(value)) Object.values(value).forEach(all);
  };
  const walk = (type: TypeShape, value: Value): void => {
    if (type.kind !== 'nested') return;
    if (type.nesting !== 'single' && isList(value)) value.forEach((item) => walk({ ...type, nesting: 'single' }, item));
    else if (type.nesting !== 'single' && isValues(value)) {
      Object.values(value).forEach((item) => walk({ ...type, nesting: 'single' }, item));
    } else if (isValues(value)) {
      for (const [name, attribute] of Object.entries(type.attributes)) {
        const item = value[name] ?? null;
        if (attribute.sensitive === true) all(item);
        else walk(attribute.type, item);
      }
    }
  };
  walk(shape, values);
}
