import { ProviderError } from '../schema/index.ts';
import {
  Dynamic,
  elementType,
  emptyValues,
  memberType,
  type Path,
  type TypeShape,
  type Value,
} from '../values/index.ts';
import { MsgpackError } from './msgpack-reader.ts';
import { readNumber } from './numbers.ts';
import { typeFromJson } from './type-json.ts';

/** A JSON number that a JavaScript number cannot represent as it is written. */
class LongNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Parses JSON and keeps all digits of its numbers. @throws MsgpackError when the bytes are not JSON */
export function parseJson(bytes: Uint8Array): unknown {
  const text = Buffer.from(bytes).toString('utf8');
  try {
    // Only long numbers can lose digits, and the reviver costs more than the parsing itself.
    if (!/[\d.]{16}/.test(text)) return JSON.parse(text);
    return JSON.parse(text, (...[, value, context]: [string, unknown, { source?: string }?]) =>
      typeof value === 'number' && context?.source !== undefined && context.source !== String(value)
        ? new LongNumber(context.source)
        : value,
    );
  } catch {
    // The parser's own message quotes the text, which may be secret.
    throw new MsgpackError('JSON expected');
  }
}

/**
 * The value of a JSON tree from the state file. Members that the type does not have are dropped, because an older
 * provider wrote them; missing members are null.
 *
 * @throws ProviderError at the attribute whose value has another type
 */
export function valueFromJson(type: TypeShape, json: unknown, path: Path): Value {
  if (json === null || json === undefined) return null;
  switch (type.kind) {
    case 'string':
      return typeof json === 'string' ? json : mismatch('a string', path);
    case 'bool':
      return typeof json === 'boolean' ? json : mismatch('a boolean', path);
    case 'number':
    case 'int64':
    case 'decimal':
      if (json instanceof LongNumber) return readNumber(json.text, type.kind, path);
      // Engines before 0.12 wrote numbers in quotes. A short number is exactly what it prints.
      return typeof json === 'number' || typeof json === 'string'
        ? readNumber(String(json), type.kind, path)
        : mismatch('a number', path);
    case 'dynamic': {
      if (!isObject(json) || !Object.hasOwn(json, 'type')) return mismatch('a value with its type', path);
      const own = typeFromJson(json['type']);
      if (own.kind === 'dynamic') return mismatch('a value with its type', path);
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
  if (!Array.isArray(json)) return mismatch('a list', path);
  return json.map((item: unknown, i) => valueFromJson(elementType(type, i), item, [...path, i]));
}

function members(type: TypeShape, json: unknown, path: Path): Value {
  if (!isObject(json)) return mismatch('a map', path);
  const values = emptyValues();
  for (const [name, member] of Object.entries(json)) {
    values[name] = valueFromJson(memberType(type, name), member, [...path, { key: name }]);
  }
  return values;
}

function attributes(type: TypeShape, names: readonly string[], json: unknown, path: Path): Value {
  if (!isObject(json)) return mismatch('an object', path);
  const values = emptyValues();
  for (const name of names) {
    const member = Object.hasOwn(json, name) ? json[name] : null;
    values[name] = valueFromJson(memberType(type, name), member, [...path, name]);
  }
  return values;
}

const isObject = (json: unknown): json is Record<string, unknown> =>
  typeof json === 'object' && json !== null && !Array.isArray(json) && !(json instanceof LongNumber);

function mismatch(expected: string, path: Path): never {
  throw new ProviderError({
    summary: 'The saved state does not match this version of the provider',
    detail: `The provider expects ${expected} here.`,
    path,
  });
}
