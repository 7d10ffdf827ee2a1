import { decode, encode, ExtData } from '@msgpack/msgpack';
import fc from 'fast-check';
import { MsgpackError, msgpackReader, type MsgpackReader } from '../wire/msgpack-reader.ts';
import { msgpackWriter, type MsgpackWriter } from '../wire/msgpack-writer.ts';

/** A document as the foreign package would decode it. */
function read(reader: MsgpackReader): unknown {
  switch (reader.next()) {
    case 'nil':
      return reader.nil();
    case 'bool':
      return reader.bool();
    case 'number':
      return reader.number();
    case 'string':
      return reader.string();
    case 'binary':
      return new Uint8Array(reader.binary());
    case 'array':
      return Array.from({ length: reader.array() }, () => read(reader));
    case 'map':
      return Object.fromEntries(Array.from({ length: reader.map() }, () => [reader.string(), read(reader)]));
    case 'extension': {
      const { type, data } = reader.extension();
      return new ExtData(type, new Uint8Array(data));
    }
  }
}

function write(writer: MsgpackWriter, value: unknown): void {
  if (value === null) writer.nil();
  else if (typeof value === 'boolean') writer.bool(value);
  else if (typeof value === 'number') writer.integer(value);
  else if (typeof value === 'string') writer.string(value);
  else if (value instanceof Uint8Array) writer.binary(value);
  else if (value instanceof ExtData && value.data instanceof Uint8Array) writer.extension(value.type, value.data);
  else if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    writer.array(items.length);
    for (const item of items) write(writer, item);
  } else if (typeof value === 'object') {
    const members = Object.entries<unknown>({ ...value });
    writer.map(members.length);
    for (const [name, member] of members) {
      writer.string(name);
      write(writer, member);
    }
  }
}

const long = (arbitrary: fc.Arbitrary<string>) =>
  fc.tuple(arbitrary, fc.constantFrom(1, 40, 300, 70_000)).map(([s, n]) => s.repeat(n));
const leaf = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.maxSafeInteger(),
  fc.integer({ min: -200, max: 300 }),
  fc.constantFrom(-33, -32, 127, 128, 65535, 65536, 2 ** 32 - 1, 2 ** 32, -(2 ** 31) - 1),
  fc.string({ unit: 'grapheme' }),
  long(fc.string({ minLength: 1, maxLength: 2 })),
  fc.uint8Array({ maxLength: 300 }),
  fc
    .tuple(fc.integer({ min: 0, max: 127 }), fc.uint8Array({ minLength: 1, maxLength: 300 }))
    .map(([t, d]) => new ExtData(t, d)),
);
/** The other package refuses `__proto__`, which dynamic-value.test.ts covers. */
const name = fc.string().filter((text) => text !== '__proto__');
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 20 }),
    fc.dictionary(name, tie('value'), { maxKeys: 20, noNullPrototype: true }),
  ),
}));

describe('msgpack', () => {
  test('written by another package is read correctly', () => {
    fc.assert(
      fc.property(value, (any) => expect(read(msgpackReader(encode(any)))).toEqual(any)),
      { numRuns: 300 },
    );
  });

  test('is read correctly by another package', () => {
    fc.assert(
      fc.property(value, (any) => {
        const writer = msgpackWriter();
        write(writer, any);
        expect(decode(writer.finish())).toEqual(any);
      }),
      { numRuns: 300 },
    );
  });

  test('keeps all digits of doubles and of 64-bit integers', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (any) => expect(msgpackReader(encode(any)).number()).toBeCloseTo(any, 0)),
    );
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }), (any) => {
        const bytes = encode(any, { useBigInt64: true });
        expect(BigInt(msgpackReader(bytes).number())).toBe(any);
      }),
    );
  });

  test('that is malformed allocates no more memory than it has bytes', () => {
    const before = process.memoryUsage().arrayBuffers;
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          read(msgpackReader(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(MsgpackError);
        }
      }),
      { numRuns: 10_000 },
    );
    for (const promise of [[0xdd], [0xdf], [0xdb], [0xc6], [0xc9]]) {
      const bytes = new Uint8Array([...promise, 0xff, 0xff, 0xff, 0xff, 0x00]);
      expect(() => read(msgpackReader(bytes))).toThrow(MsgpackError);
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 1024 * 1024);
  });
});
