import type { DynamicValue } from '../gen/tfplugin6.ts';
import {
  Dynamic,
  elementType,
  emptyValues,
  isList,
  isValues,
  memberType,
  Unknown,
  type Path,
  type TypeShape,
  type Value,
  type Values,
} from '../values/index.ts';
import { parseJson, valueFromJson } from './json-value.ts';
import { MsgpackError, msgpackReader, type MsgpackReader } from './msgpack-reader.ts';
import { msgpackWriter, type MsgpackWriter } from './msgpack-writer.ts';
import { readNumber } from './numbers.ts';
import { typeBytes, typeFromJson } from './type-json.ts';
import { readUnknown, writeUnknown } from './unknowns.ts';

/**
 * Decodes a value that the engine sent, by its type.
 *
 * @throws ProviderError at the attribute whose value this provider cannot hold
 * @throws MsgpackError when the bytes are malformed, which is a fault of the engine
 */
export function decodeDynamic(type: TypeShape, message: DynamicValue | undefined): Value {
  if (!message || (message.msgpack.length === 0 && message.json.length === 0)) return null;
  if (message.msgpack.length === 0) return valueFromJson(type, parseJson(message.json), []);
  const reader = msgpackReader(message.msgpack);
  const value = read(reader, type, []);
  if (reader.left() > 0) throw new MsgpackError(`${reader.left()} bytes too many`);
  return value;
}

/** Decodes the attributes of a resource; null when there is none (before create, after destroy). */
export function decodeValues(type: TypeShape, message: DynamicValue | undefined): Values | null {
  const value = decodeDynamic(type, message);
  if (value === null || isValues(value)) return value;
  throw new MsgpackError('an object expected');
}

/** Encodes a value for the engine, by its type. */
export function encodeDynamic(type: TypeShape, value: Value): DynamicValue {
  const writer = msgpackWriter();
  write(writer, type, value);
  return { msgpack: writer.finish(), json: new Uint8Array() };
}

/** Deeper than any schema. Only the engine's `dynamic` values could be nested without limit. */
const MAX_DEPTH = 200;

function read(reader: MsgpackReader, type: TypeShape, path: Path): Value {
  if (path.length > MAX_DEPTH) throw new MsgpackError(`a value more than ${MAX_DEPTH} levels deep`);
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
      return readTyped(reader, path);
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

/** A `dynamic` value: an array of its type and itself. */
function readTyped(reader: MsgpackReader, path: Path): Value {
  const parts = reader.array();
  if (parts !== 2) throw new MsgpackError(`a type and a value expected, found ${parts} parts`);
  const type = typeFromJson(parseJson(reader.binary()));
  if (type.kind === 'dynamic') throw new MsgpackError('a concrete type expected, found dynamic');
  const value = read(reader, type, path);
  return value instanceof Unknown ? new Unknown(value.refinements, type) : new Dynamic(type, value);
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

function write(writer: MsgpackWriter, type: TypeShape, value: Value): void {
  if (value === null) writer.nil();
  else if (value instanceof Unknown) writeTypedUnknown(writer, type, value);
  else if (value instanceof Dynamic) writeTyped(writer, value);
  else if (typeof value === 'boolean') writer.bool(value);
  else if (typeof value === 'number') writeNumber(writer, value);
  else if (typeof value === 'string') writer.string(value);
  else if (isList(value)) {
    writer.array(value.length);
    value.forEach((item, i) => write(writer, elementType(type, i), item));
  } else writeMembers(writer, type, value);
}

function writeMembers(writer: MsgpackWriter, type: TypeShape, values: Values): void {
  // The engine expects every attribute of an object; what the provider left out is null.
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

/** As a `dynamic` value, an unknown may be preceded by its type. */
function writeTypedUnknown(writer: MsgpackWriter, type: TypeShape, value: Unknown): void {
  if (type.kind === 'dynamic' && value.type) {
    writer.array(2);
    writer.binary(typeBytes(value.type));
  }
  writeUnknown(writer, value);
}

function writeTyped(writer: MsgpackWriter, { type, value }: Dynamic): void {
  writer.array(2);
  writer.binary(typeBytes(type));
  write(writer, type, value);
}

/**
 * The engine computes with decimal fractions of 512 bits, so the `0.1` of a configuration is not the double 0.1. Sent as
 * a decimal string it is the same number again, and a planned value equals the configured one.
 */
function writeNumber(writer: MsgpackWriter, value: number): void {
  if (Number.isSafeInteger(value)) writer.integer(value);
  else writer.string(String(value));
}
