export interface MsgpackWriter {
  nil(): void;
  bool(value: boolean): void;
  /** A whole number that a double holds exactly. All other numbers are sent as strings. */
  integer(value: number): void;
  string(value: string): void;
  binary(value: Uint8Array): void;
  array(length: number): void;
  map(length: number): void;
  extension(type: number, data: Uint8Array): void;
  /** Returns the document. The writer must not be used afterwards. */
  finish(): Uint8Array;
}

/** Writes a msgpack document token by token into one growing buffer. */
export function msgpackWriter(): MsgpackWriter {
  let buffer = Buffer.allocUnsafe(1024);
  let at = 0;

  const reserve = (length: number): number => {
    if (at + length > buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, at + length));
      buffer.copy(larger, 0, 0, at);
      buffer = larger;
    }
    const start = at;
    at += length;
    return start;
  };
  const byte = (value: number) => {
    // Reserve first, because that may replace the buffer.
    const start = reserve(1);
    buffer.writeUInt8(value, start);
  };
  const tagged = (tag: number, value: number, width: 1 | 2 | 4) => {
    const start = reserve(1 + width);
    buffer.writeUInt8(tag, start);
    buffer.writeUIntBE(value, start + 1, width);
  };
  /** The header of an item with a length. `fix` is the tag that holds short lengths itself. */
  const head = (
    length: number,
    fix: { tag: number; below: number } | undefined,
    tag8: number | undefined,
    tag16: number,
  ) => {
    if (fix && length < fix.below) byte(fix.tag + length);
    else if (tag8 !== undefined && length <= 0xff) tagged(tag8, length, 1);
    else if (length <= 0xffff) tagged(tag16, length, 2);
    else tagged(tag16 + 1, length, 4);
  };
  const raw = (data: Uint8Array) => {
    const start = reserve(data.length);
    buffer.set(data, start);
  };

  return {
    nil: () => byte(0xc0),
    bool: (value) => byte(value ? 0xc3 : 0xc2),
    integer(value) {
      if (value >= 0 && value <= 0x7f) byte(value);
      else if (value < 0 && value >= -0x20) byte(0x100 + value);
      else if (value >= 0 && value <= 0xffff_ffff) head(value, undefined, 0xcc, 0xcd);
      else {
        const start = reserve(9);
        buffer.writeUInt8(0xd3, start);
        buffer.writeBigInt64BE(BigInt(value), start + 1);
      }
    },
    string(value) {
      const length = Buffer.byteLength(value, 'utf8');
      head(length, { tag: 0xa0, below: 32 }, 0xd9, 0xda);
      const start = reserve(length);
      buffer.write(value, start, 'utf8');
    },
    binary(value) {
      head(value.length, undefined, 0xc4, 0xc5);
      raw(value);
    },
    array: (length) => head(length, { tag: 0x90, below: 16 }, undefined, 0xdc),
    map: (length) => head(length, { tag: 0x80, below: 16 }, undefined, 0xde),
    extension(type, data) {
      // Only lengths of 1, 2, 4, 8 and 16 have a header of their own.
      const fixed = [1, 2, 4, 8, 16].indexOf(data.length);
      if (fixed >= 0) byte(0xd4 + fixed);
      else head(data.length, undefined, 0xc7, 0xc8);
      byte(type);
      raw(data);
    },
    finish: () => buffer.subarray(0, at),
  };
}
