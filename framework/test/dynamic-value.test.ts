import { decode, encode, ExtData } from '@msgpack/msgpack';
import fc from 'fast-check';
import {
  bool,
  decimal,
  dynamic,
  Dynamic,
  int64,
  list,
  map,
  nested,
  number,
  object,
  ProviderError,
  required,
  set,
  string,
  tuple,
  unknown,
  Unknown,
  type TypeShape,
  type Value,
} from '../index.ts';
import { equal } from '../values/index.ts';
import { decodeDynamic, encodeDynamic, MsgpackError } from '../wire/index.ts';

const wire = (value: unknown) => ({ msgpack: encode(value), json: new Uint8Array() });
const ext = (type: number, data: unknown) => new ExtData(type, encode(data));

/** Values with their types. */
const { typed } = fc.letrec<{ typed: [TypeShape, Value] }>((tie) => {
  const of = <T>(type: TypeShape, values: fc.Arbitrary<T & Value>) =>
    values.map((value): [TypeShape, Value] => [type, value]);
  const leaf = fc.oneof(
    of(string, fc.string({ unit: 'grapheme' })),
    of(bool, fc.boolean()),
    of(int64, fc.maxSafeInteger()),
    of(
      number,
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
    ),
    of(decimal, fc.constantFrom('0.1', '-12345678901234567890.5', '1200')),
    of(string, fc.constantFrom<Value>(unknown, null, new Unknown({ notNull: true, stringPrefix: 'http' }))),
    of(list(number), fc.constant<Value>(new Unknown({ lengthAtLeast: 1, lengthAtMost: 4 }))),
    of(number, fc.constant<Value>(new Unknown({ lowerBound: [0, true], upperBound: ['0.5', false] }))),
    of(dynamic, fc.constant<Value>(new Unknown({ notNull: true }, { kind: 'string' }))),
    of(dynamic, fc.constant<Value>(new Dynamic({ kind: 'string' }, null))),
  );
  const wrapped = tie('typed').chain(([type, value]) =>
    fc.constantFrom<[TypeShape, Value]>(
      [{ kind: 'list', element: type }, [value, null]],
      [{ kind: 'set', element: type }, [value]],
      [
        { kind: 'map', element: type },
        { constructor: value, __proto__: null, 'a b': value },
      ],
      [
        { kind: 'object', attributes: { a: type, b: string } },
        { __proto__: null, a: value, b: null },
      ],
      [{ kind: 'tuple', elements: [type, bool] }, [value, true]],
      [nested.list({ a: { type, mode: 'optional' } }), [{ __proto__: null, a: value }]],
      type.kind === 'dynamic' || type.kind === 'nested'
        ? [type, value]
        : [dynamic, new Dynamic({ kind: 'string' }, 'own type')],
    ),
  );
  return { typed: fc.oneof({ depthSize: 'medium' }, leaf, wrapped) };
});

describe('a value on the wire', () => {
  test('of any type survives encoding and decoding', () => {
    fc.assert(
      fc.property(typed, ([type, value]) => {
        const back = decodeDynamic(type, encodeDynamic(type, value));
        expect(back).toEqual(value);
        expect(equal(type, back, value)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test('has the form of object-wire-format.md', () => {
    const type = object({ a: string, b: set(number), c: tuple(bool, string), d: dynamic });
    const value = {
      a: unknown,
      b: [1, 0.1],
      c: [true, null],
      d: new Dynamic({ kind: 'list', element: string }, ['x']),
    };
    expect(decode(encodeDynamic(type, value).msgpack)).toEqual({
      a: new ExtData(0, new Uint8Array([0])),
      b: [1, '0.1'],
      c: [true, null],
      d: [new TextEncoder().encode('["list","string"]'), ['x']],
    });
  });

  test('keeps known refinements and ignores unknown ones', () => {
    const refined = new Map<unknown, unknown>([
      [1, false],
      [2, 'https://'],
    ]);
    const bytes = (pairs: ReadonlyMap<unknown, unknown>) =>
      new Uint8Array([0x80 + pairs.size, ...[...pairs].flatMap(([k, v]) => [...encode(k), ...encode(v)])]);
    const known = decodeDynamic(string, wire(new ExtData(12, bytes(refined))));
    expect(known).toEqual(new Unknown({ notNull: true, stringPrefix: 'https://' }));
    expect(decode(encodeDynamic(string, known).msgpack)).toEqual(new ExtData(12, bytes(refined)));
    expect(decodeDynamic(string, wire(new ExtData(12, bytes(new Map([[99, 'x']])))))).toEqual(new Unknown({}));
  });

  test('names every attribute of an object, even those left out', () => {
    expect(decode(encodeDynamic(object({ a: string, b: bool }), {}).msgpack)).toEqual({ a: null, b: null });
  });
});

describe('a number with too many digits', () => {
  const at = { n: required(nested.list({ m: required(number), i: required(int64), d: required(decimal) })) };
  const shape: TypeShape = { kind: 'nested', nesting: 'single', attributes: at };
  const decodeOne = (one: object) => decodeDynamic(shape, wire({ n: [{ m: 0, i: 0, d: 0, ...one }] }));
  const third = '0.333333333333333333333333333333333333333333333333';

  test.each([
    ['m', third],
    ['m', 0.1], // the double, not the decimal: it has 55 digits
    ['m', '123456789012345678901'],
    ['i', 1.5],
    ['i', '9007199254740993'],
    ['i', '1e400'],
    ['d', Infinity],
    ['d', '1e999999999'],
    ['d', `${'1'.repeat(1_000_000)}x`],
  ])('is an error at its attribute: %s = %p', (name, digits) => {
    let refusal: unknown;
    try {
      decodeOne({ [name]: digits });
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(ProviderError);
    expect(refusal).toMatchObject({ diagnostics: [{ path: ['n', 0, name] }] });
  });

  test('is kept by a decimal attribute', () => {
    expect(decodeDynamic(decimal, wire(third))).toBe(third);
    expect(decodeDynamic(decimal, wire(0.1))).toBe('0.1000000000000000055511151231257827021181583404541015625');
    expect(decodeDynamic(decimal, wire(2 ** 70))).toBe('1180591620717411303424');
    const json = Buffer.from('0.12345678901234567890123');
    expect(decodeDynamic(decimal, { msgpack: new Uint8Array(), json })).toBe('0.12345678901234567890123');
  });
});

describe('a malformed or hostile value', () => {
  const type = object({ a: list(string), b: map(dynamic), c: tuple(number, dynamic) });
  const whole = encode({ a: ['x'], b: { k: [new TextEncoder().encode('"string"'), 'v'] }, c: ['1.5', null] });

  test('decodes to a value, a MsgpackError or a ProviderError', () => {
    const changes = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(changes, fc.nat(whole.length), (all, length) => {
        const bytes = whole.slice();
        for (const [place, byte] of all) bytes[place] = byte;
        try {
          decodeDynamic(type, { msgpack: bytes.subarray(0, length), json: new Uint8Array() });
        } catch (error) {
          expect(error instanceof MsgpackError || error instanceof ProviderError).toBe(true);
        }
      }),
      { numRuns: 10_000 },
    );
  });

  const nestedType = (depth: number) => `${'["list",'.repeat(depth)}"string"${']'.repeat(depth)}`;
  test.each<[string, TypeShape, unknown]>([
    ['a type a million levels deep', dynamic, [new TextEncoder().encode(nestedType(1_000_000)), []]],
    ['a dynamic in a dynamic', dynamic, [new TextEncoder().encode('"dynamic"'), null]],
    ['no type', dynamic, [new TextEncoder().encode('{'), null]],
    ['an unknown type', dynamic, [new TextEncoder().encode('"constructor"'), null]],
    ['a member that every object inherits', object({ a: string }), { constructor: 'x' }],
    ['bytes after its end', string, ext(0, 0)],
  ])('is refused: %s', (name, of, value) => {
    const bytes = name.startsWith('bytes') ? new Uint8Array([...encode(value), 0xc0]) : encode(value);
    expect(() => decodeDynamic(of, { msgpack: bytes, json: new Uint8Array() })).toThrow(MsgpackError);
  });
});
