import type { DynamicValue } from '../gen/tfplugin6.ts';
import { ProviderError } from '../schema/diagnostics.ts';
import type { Path } from '../schema/path.ts';
import { elementType, memberType } from '../values/equal.ts';
import { NumberError, toDecimal, toInteger, toNumber } from '../values/numbers.ts';
import type { TypeShape } from '../values/types.ts';
import { Unknown } from '../values/unknown.ts';
import { Dynamic, emptyValues, isList, isValues, type Value, type Values } from '../values/value.ts';
import { parseJson, valueFromJson } from './json-value.ts';
import { MsgpackError, msgpackReader, type MsgpackReader } from './msgpack-reader.ts';
import { msgpackWriter, type MsgpackWriter } from './msgpack-writer.ts';
import { typeFromJson, typeToJson } from './type-json.ts';
import { readUnknown, writeUnknown } from './unknowns.ts';

/**
 * The value that the engine sent, built by its type. Throws a {@link ProviderError} at the attribute whose value this
 * provider cannot hold, and a MsgpackError where the bytes are broken (the engine's fault).
 */
export function decodeDynamic(type: TypeShape, message: DynamicValue | undefined): Value {
  if (!message || (message.msgpack.length === 0 && message.json.length === 0)) return null;
  if (message.msgpack.length === 0) return valueFromJson(type, parseJson(message.json), []);
  const reader = msgpackReader(message.msgpack);
  const value = read(reader, type, []);
  if (reader.left() > 0) throw new MsgpackError(`${reader.left()} bytes too many`);
  return value;
}

/** The attributes of a resource, or null where there is none (before create, after destroy). */
export function decodeValues(type: TypeShape, message: DynamicValue | undefined): Values | null {
  const value = decodeDynamic(type, message);
  if (value === null || isValues(value)) return value;
  throw new MsgpackError('an object expected');
}

/** The value as the engine reads it. */
export function encodeDynamic(type: TypeShape, value: Value): DynamicValue {
  const writer = msgpackWriter();
  write(writer, type, value);
  return { msgpack: writer.finish(), json: new Uint8Array() };
}

/** Deeper than any schema; it is the engine's `dynamic` values that could be nested without end. */
const DEEPEST = 200;

function read(reader: MsgpackReader, type: TypeShape, path: Path): Value {
  if (path.length > DEEPEST) throw new MsgpackError(`a value more than ${DEEPEST} levels deep`);
  const token = reader.next();
  if (token === 'nil') return reader.nil();
  if (token === 'extension') return readUnknown(reader.extension());
  switch (type.kind) {
    case 'string':
      return reader.string();
    case 'bool':
      return reader.bool();
    case 'number':
    case 'int64':
    case 'decimal':
      return readNumber(token === 'string' ? reader.string() : reader.number(), type.kind, path);
    case 'dynamic':
      return readDynamic(reader, path);
    case 'list':
    case 'set':
    case 'tuple':
      return readItems(reader, type, path);
    case 'map':
    case 'object':
      return readMembers(reader, type, path);
    case 'nested':
      return type.nesting === 'list' || type.nesting === 'set'
        ? readItems(reader, type, path)
        : readMembers(reader, type, path);
  }
}

/** A value behind its type: an array of both. */
function readDynamic(reader: MsgpackReader, path: Path): Value {
  const parts = reader.array();
  if (parts !== 2) throw new MsgpackError(`a type and a value expected, found ${parts} parts`);
  const type = ownType(reader.binary());
  const value = read(reader, type, path);
  return value instanceof Unknown ? new Unknown(value.refinements, type) : new Dynamic(type, value);
}

function ownType(bytes: Uint8Array): TypeShape {
  const type = typeFromJson(parseJson(bytes));
  if (type.kind === 'dynamic') throw new MsgpackError('a type of its own expected, found dynamic');
  return type;
}

function readItems(reader: MsgpackReader, type: TypeShape, path: Path): Value[] {
  const items: Value[] = [];
  const length = reader.array();
  for (let i = 0; i < length; i++) items.push(read(reader, elementType(type, i), [...path, i]));
  return items;
}

function readMembers(reader: MsgpackReader, type: TypeShape, path: Path): Values {
  const values = emptyValues();
  const byKey = type.kind === 'map' || (type.kind === 'nested' && type.nesting === 'map');
  for (let pairs = reader.map(); pairs > 0; pairs--) {
    const name = reader.string();
    values[name] = read(reader, memberType(type, name), [...path, byKey ? { key: name } : name]);
  }
  return values;
}

/** Shared with the JSON form of values. */
export function readNumber(wire: number | bigint | string, kind: 'number' | 'int64' | 'decimal', path: Path): Value {
  try {
    if (kind === 'decimal') return toDecimal(wire);
    return kind === 'int64' ? toInteger(wire) : toNumber(wire);
  } catch (cause) {
    if (!(cause instanceof NumberError)) throw cause;
    throw new ProviderError(
      { summary: 'A number that cannot be used here', detail: `${cause.message}.`, path },
      { cause },
    );
  }
}

function write(writer: MsgpackWriter, type: TypeShape, value: Value): void {
  if (value === null) writer.nil();
  else if (value instanceof Unknown) writeTypedUnknown(writer, type, value);
  else if (value instanceof Dynamic) writeDynamic(writer, value);
  else if (typeof value === 'boolean') writer.bool(value);
  else if (typeof value === 'number') writeNumber(writer, value);
  else if (typeof value === 'string') writer.string(value);
  else if (isList(value)) {
    writer.array(value.length);
    value.forEach((item, i) => write(writer, elementType(type, i), item));
  } else writeMembers(writer, type, value);
}

function writeMembers(writer: MsgpackWriter, type: TypeShape, values: Values): void {
  // An object must name each of its attributes; what the provider left out is null.
  const names =
    type.kind === 'object' || (type.kind === 'nested' && type.nesting === 'single')
      ? Object.keys(type.attributes)
      : Object.keys(values);
  writer.map(names.length);
  for (const name of names) {
    writer.string(name);
    write(writer, memberType(type, name), values[name] ?? null);
  }
}

/** In the place of a `dynamic` value an unknown may have its type before it. */
function writeTypedUnknown(writer: MsgpackWriter, type: TypeShape, value: Unknown): void {
  if (type.kind === 'dynamic' && value.type) {
    writer.array(2);
    writer.binary(Buffer.from(JSON.stringify(typeToJson(value.type))));
  }
  writeUnknown(writer, value);
}

function writeDynamic(writer: MsgpackWriter, { type, value }: Dynamic): void {
  writer.array(2);
  writer.binary(Buffer.from(JSON.stringify(typeToJson(type))));
  write(writer, type, value);
}

/**
 * The engine computes with decimal fractions of 512 bits: `0.1` of a configuration is not the double 0.1. As a decimal
 * string it is the same number again, so a planned value stays equal to the configured one.
 */
function writeNumber(writer: MsgpackWriter, value: number): void {
  if (Number.isSafeInteger(value)) writer.integer(value);
  else writer.string(String(value));
}
