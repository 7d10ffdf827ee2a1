import { Unknown, unknown, type Refinements } from '../values/index.ts';
import { msgpackReader, type Extension, type MsgpackReader } from './msgpack-reader.ts';
import { msgpackWriter, type MsgpackWriter } from './msgpack-writer.ts';

/** The protocol's two msgpack extensions (object-wire-format.md): an unknown value, with and without refinements. */
const REFINED = 12;
const UNKNOWN = 0;

/** Keys of the map inside a refined unknown, as cty numbers them. */
const NULLNESS = 1;
const STRING_PREFIX = 2;
const LOWER = 3;
const UPPER = 4;
const LENGTH_AT_LEAST = 5;
const LENGTH_AT_MOST = 6;
const MAX_PREFIX_BYTES = 256;

/** Every extension is an unknown value. Its refinements are kept, so that it goes back to the engine unchanged. */
export function readUnknown({ type, data }: Extension): Unknown {
  if (type !== REFINED) return unknown;
  const reader = msgpackReader(data);
  const known: { -readonly [K in keyof Refinements]: Refinements[K] } = {};
  for (let pairs = reader.map(); pairs > 0; pairs--) {
    const key = reader.number();
    if (key === NULLNESS) {
      if (!reader.bool()) known.notNull = true;
    } else if (key === STRING_PREFIX) known.stringPrefix = reader.string();
    else if (key === LOWER) known.lowerBound = readBound(reader);
    else if (key === UPPER) known.upperBound = readBound(reader);
    else if (key === LENGTH_AT_LEAST) known.lengthAtLeast = Number(reader.number());
    else if (key === LENGTH_AT_MOST) known.lengthAtMost = Number(reader.number());
    // A refinement of a newer engine. The protocol lets a provider drop refinements, so the rest is dropped.
    else break;
  }
  return new Unknown(known);
}

function readBound(reader: MsgpackReader): readonly [number | string, boolean] {
  reader.array();
  const bound = reader.next() === 'string' ? reader.string() : reader.number();
  return [typeof bound === 'bigint' ? bound.toString() : bound, reader.bool()];
}

export function writeUnknown(writer: MsgpackWriter, { refinements }: Unknown): void {
  if (!refinements) {
    writer.extension(UNKNOWN, new Uint8Array([0]));
    return;
  }
  const body = msgpackWriter();
  const { stringPrefix, lowerBound, upperBound, lengthAtLeast, lengthAtMost } = refinements;
  const notNull = refinements.notNull === true ? true : undefined;
  const parts = [notNull, stringPrefix, lowerBound, upperBound, lengthAtLeast, lengthAtMost];
  body.map(parts.filter((part) => part !== undefined).length);
  if (notNull) {
    body.integer(NULLNESS);
    body.bool(false);
  }
  if (stringPrefix !== undefined) {
    body.integer(STRING_PREFIX);
    body.string(shortPrefix(stringPrefix));
  }
  writeBound(body, LOWER, lowerBound);
  writeBound(body, UPPER, upperBound);
  writeLength(body, LENGTH_AT_LEAST, lengthAtLeast);
  writeLength(body, LENGTH_AT_MOST, lengthAtMost);
  writer.extension(REFINED, body.finish());
}

/** Engines refuse refinements of more than 1,024 bytes, and shorten a prefix to 256 bytes themselves. */
function shortPrefix(prefix: string): string {
  let shorter = prefix.slice(0, MAX_PREFIX_BYTES);
  while (Buffer.byteLength(shorter) > MAX_PREFIX_BYTES) shorter = shorter.slice(0, -1);
  // Do not split a surrogate pair.
  return /[\ud800-\udbff]$/.test(shorter) ? shorter.slice(0, -1) : shorter;
}

function writeBound(body: MsgpackWriter, key: number, bound: Refinements['lowerBound']): void {
  if (!bound) return;
  const [value, inclusive] = bound;
  body.integer(key);
  body.array(2);
  if (typeof value === 'number' && Number.isSafeInteger(value)) body.integer(value);
  else body.string(String(value));
  body.bool(inclusive);
}

function writeLength(body: MsgpackWriter, key: number, length: number | undefined): void {
  if (length === undefined) return;
  body.integer(key);
  body.integer(length);
}
