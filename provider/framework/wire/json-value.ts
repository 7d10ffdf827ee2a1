import { ProviderError } from '../schema/diagnostics.ts';
import type { Path } from '../schema/path.ts';
import { elementType, memberType } from '../values/equal.ts';
import type { TypeShape } from '../values/types.ts';
import { Dynamic, emptyValues, type Value } from '../values/value.ts';
import { readNumber } from './dynamic-value.ts';
import { typeFromJson } from './type-json.ts';

/**
 * The value that a JSON tree of the state file describes. Members that the type does not know are left out (an older
 * provider wrote them), members that are missing are null. Throws a {@link ProviderError} that names the attribute
 * whose value has another type.
 */
export function valueFromJson(type: TypeShape, json: unknown, path: Path): Value {
  if (json === null || json === undefined) return null;
  switch (type.kind) {
    case 'string':
      return typeof json === 'string' ? json : wrong('a string', path);
    case 'bool':
      return typeof json === 'boolean' ? json : wrong('true or false', path);
    case 'number':
    case 'int64':
    case 'decimal':
      return typeof json === 'number' || typeof json === 'string'
        ? readNumber(json, type.kind, path)
        : wrong('a number', path);
    case 'dynamic': {
      if (!isObject(json) || !('type' in json)) return wrong('a value with its type', path);
      const own = typeFromJson(json['type']);
      return new Dynamic(own, valueFromJson(own, json['value'], path));
    }
    case 'list':
    case 'set':
    case 'tuple':
      return items(type, json, path);
    case 'map':
      return members(type, json, path);
    case 'object':
      return attributes(type, Object.keys(type.attributes), json, path);
    case 'nested':
      if (type.nesting === 'single') return attributes(type, Object.keys(type.attributes), json, path);
      return type.nesting === 'map' ? members(type, json, path) : items(type, json, path);
  }
}

function items(type: TypeShape, json: unknown, path: Path): Value {
  if (!Array.isArray(json)) return wrong('a list', path);
  return json.map((item: unknown, i) => valueFromJson(elementType(type, i), item, [...path, i]));
}

function members(type: TypeShape, json: unknown, path: Path): Value {
  if (!isObject(json)) return wrong('a map', path);
  const values = emptyValues();
  for (const [name, member] of Object.entries(json)) {
    values[name] = valueFromJson(memberType(type, name), member, [...path, { key: name }]);
  }
  return values;
}

function attributes(type: TypeShape, names: readonly string[], json: unknown, path: Path): Value {
  if (!isObject(json)) return wrong('an object', path);
  const values = emptyValues();
  for (const name of names) values[name] = valueFromJson(memberType(type, name), json[name], [...path, name]);
  return values;
}

const isObject = (json: unknown): json is Record<string, unknown> =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

function wrong(expected: string, path: Path): never {
  throw new ProviderError({
    summary: 'The saved state does not fit this version of the provider',
    detail: `${expected} was expected there.`,
    path,
  });
}
