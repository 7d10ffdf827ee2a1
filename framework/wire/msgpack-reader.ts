/** The kind of the next item in a msgpack document. */
export type Token = 'nil' | 'bool' | 'number' | 'string' | 'binary' | 'array' | 'map' | 'extension';

export interface Extension {
  readonly type: number;
  readonly data: Uint8Array;
}

export interface MsgpackReader {
  /** The kind of the next item. Consumes nothing. */
  next(): Token;
  /** The number of bytes left. */
  left(): number;
  nil(): null;
  bool(): boolean;
  /** A bigint only when a double would lose digits. */
  number(): number | bigint;
  string(): string;
  binary(): Uint8Array;
  /** The number of elements; they follow. */
  array(): number;
  /** The number of pairs; key, value, key, value … follow. */
  map(): number;
  extension(): Extension;
}

/** A malformed document: truncated, not msgpack, or not what the type expects. */
export class MsgpackError extends Error {}

/**
 * Reads a msgpack document (github.com/msgpack/msgpack/blob/master/spec.md) token by token. A decoder that knows the
 * schema builds its values directly, and a hostile length cannot make it allocate memory before it has seen the data.
 */
export function msgpackReader(document: Uint8Array): MsgpackReader {
  const bytes = Buffer.from(document.buffer, document.byteOffset, document.byteLength);
  let at = 0;

  const take = (length: number): number => {
    if (at + length > bytes.length) {
      throw new MsgpackError(`truncated: ${length} bytes expected at ${at} of ${bytes.length}`);
    }
    const start = at;
    at += length;
    return start;
  };
  const head = (): number => bytes.readUInt8(take(1));
  const uint = (width: 1 | 2 | 4): number => bytes.readUIntBE(take(width), width);
  /** Each element takes at least one byte, so a length above the number of bytes left is false. */
  const count = (length: number): number => {
    if (length > bytes.length - at) throw new MsgpackError(`truncated: ${length} elements expected at ${at}`);
    return length;
  };
  const wrong = (what: string, byte: number): never => {
    throw new MsgpackError(`${what} expected at ${at - 1}, found 0x${byte.toString(16)}`);
  };

  return {
    next: () => tokenOf(at < bytes.length ? bytes.readUInt8(at) : 0xc1, at),
    left: () => bytes.length - at,
    nil() {
      const byte = head();
      return byte === 0xc0 ? null : wrong('nil', byte);
    },
    bool() {
      const byte = head();
      return byte === 0xc3 || (byte === 0xc2 ? false : wrong('a boolean', byte));
    },
    number() {
      const byte = head();
      if (byte <= 0x7f) return byte;
      if (byte >= 0xe0) return byte - 0x100;
      if (byte === 0xcc) return uint(1);
      if (byte === 0xcd) return uint(2);
      if (byte === 0xce) return uint(4);
      if (byte === 0xcf) return exact(bytes.readBigUInt64BE(take(8)));
      if (byte === 0xd0) return bytes.readInt8(take(1));
      if (byte === 0xd1) return bytes.readInt16BE(take(2));
      if (byte === 0xd2) return bytes.readInt32BE(take(4));
      if (byte === 0xd3) return exact(bytes.readBigInt64BE(take(8)));
      if (byte === 0xca) return bytes.readFloatBE(take(4));
      if (byte === 0xcb) return bytes.readDoubleBE(take(8));
      return wrong('a number', byte);
    },
    string() {
      const byte = head();
      const length =
        byte >= 0xa0 && byte <= 0xbf
          ? byte - 0xa0
          : byte === 0xd9
            ? uint(1)
            : byte === 0xda
              ? uint(2)
              : byte === 0xdb
                ? uint(4)
                : wrong('a string', byte);
      const start = take(length);
      return bytes.toString('utf8', start, start + length);
    },
    binary() {
      const byte = head();
      const length =
        byte === 0xc4 ? uint(1) : byte === 0xc5 ? uint(2) : byte === 0xc6 ? uint(4) : wrong('binary data', byte);
      const start = take(length);
      return bytes.subarray(start, start + length);
    },
    array() {
      const byte = head();
      if (byte >= 0x90 && byte <= 0x9f) return count(byte - 0x90);
      return count(byte === 0xdc ? uint(2) : byte === 0xdd ? uint(4) : wrong('an array', byte));
    },
    map() {
      const byte = head();
      if (byte >= 0x80 && byte <= 0x8f) return count(byte - 0x80);
      return count(byte === 0xde ? uint(2) : byte === 0xdf ? uint(4) : wrong('a map', byte));
    },
    extension() {
      const byte = head();
      const length =
        byte >= 0xd4 && byte <= 0xd8
          ? 2 ** (byte - 0xd4)
          : byte === 0xc7
            ? uint(1)
            : byte === 0xc8
              ? uint(2)
              : byte === 0xc9
                ? uint(4)
                : wrong('an extension', byte);
      const type = bytes.readInt8(take(1));
      const start = take(length);
      return { type, data: bytes.subarray(start, start + length) };
    },
  };
}

function tokenOf(byte: number, at: number): Token {
  if (byte <= 0x7f || byte >= 0xe0 || (byte >= 0xca && byte <= 0xd3)) return 'number';
  if (byte <= 0x8f || byte === 0xde || byte === 0xdf) return 'map';
  if (byte <= 0x9f || byte === 0xdc || byte === 0xdd) return 'array';
  if (byte <= 0xbf || (byte >= 0xd9 && byte <= 0xdb)) return 'string';
  if (byte === 0xc0) return 'nil';
  if (byte === 0xc2 || byte === 0xc3) return 'bool';
  if (byte >= 0xc4 && byte <= 0xc6) return 'binary';
  if (byte !== 0xc1) return 'extension';
  throw new MsgpackError(`invalid msgpack at ${at}`);
}

const exact = (value: bigint): number | bigint => {
  const double = Number(value);
  return Number.isSafeInteger(double) ? double : value;
};
