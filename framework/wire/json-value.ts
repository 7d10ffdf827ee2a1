import { ProviderError } from '../schema/diagnostics.ts';
import type { Path } from '../schema/path.ts';
import { elementType, memberType } from '../values/equal.ts';
import type { TypeShape } from '../values/types.ts';
import { Dynamic, emptyValues, type Value } from '../values/value.ts';
import { readNumber } from './dynamic-value.ts';
import { MsgpackError } from './msgpack-reader.ts';
import { typeFromJson } from './type-json.ts';

/** A number of a JSON text that JavaScript would not keep as it is written. */
class LongNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Parses JSON with all digits of its numbers; throws a {@link MsgpackError} where it is none. */
export function parseJson(bytes: Uint8Array): unknown {
  const text = Buffer.from(bytes).toString('utf8');
  try {
    // Only a number of many digits can lose some; to look at each costs more than all the rest.
    if (!/[\d.]{16}/.test(text)) return JSON.parse(text);
    return JSON.parse(text, (...[, value, context]: [string, unknown, { source?: string }?]) =>
      typeof value === 'number' && context?.source !== undefined && context.source !== String(value)
        ? new LongNumber(context.source)
        : value,
    );
  } catch {
    // The parser's own words show what stands there, which may be secret.
    throw new MsgpackError('JSON expected, found something else');
  }
}

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
      if (json instanceof LongNumber) return readNumber(json.text, type.kind, path);
      // A number in quotes is what engines before 0.12 wrote; a number of few digits is what it prints.
      return typeof json === 'number' || typeof json === 'string'
        ? readNumber(String(json), type.kind, path)
        : wrong('a number', path);
    case 'dynamic': {
      if (!isObject(json) || !Object.hasOwn(json, 'type')) return wrong('a value with its type', path);
      const own = typeFromJson(json['type']);
      if (own.kind === 'dynamic') return wrong('a value with its type', path);
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
  for (const name of names) {
    const member = Object.hasOwn(json, name) ? json[name] : null;
    values[name] = valueFromJson(memberType(type, name), member, [...path, name]);
  }
  return values;
}

const isObject = (json: unknown): json is Record<string, unknown> =>
  typeof json === 'object' && json !== null && !Array.isArray(json) && !(json instanceof LongNumber);

function wrong(expected: string, path: Path): never {
  throw new ProviderError({
    summary: 'The saved state does not fit this version of the provider',
    detail: `${expected} was expected there.`,
    path,
  });
}
