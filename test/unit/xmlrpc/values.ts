import fc from 'fast-check';
import { isArray, isStruct, type XmlRpcValue } from '#xmlrpc';

/** Characters that XML 1.0 forbids. */
const forbidden = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;

/** Text of all characters that XML allows, with many that need escaping. */
export const texts: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary' }).map((text) => text.replace(forbidden, '')),
  fc.string({
    unit: fc.constantFrom(
      '<',
      '>',
      '&',
      ']]>',
      '\r',
      '\n',
      '\r\n',
      '\t',
      ' ',
      '"',
      "'",
      ';',
      'a',
      '\u00e9',
      '\u{1f4de}',
    ),
  }),
  fc.constantFrom('', ' ', '&amp;', '&#13;', '<!-- -->', '<![CDATA[x]]>', '\ufeff', '\u00a0', '7C2F80820EC0-55DF'),
);

const wholeSeconds = fc
  .date({ min: new Date('0000-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true })
  .map((date) => new Date(Math.floor(date.getTime() / 1000) * 1000));

const names = fc.oneof(
  texts,
  fc.constantFrom('__proto__', 'constructor', 'toString', '0', '17', '4294967294', 'faultCode'),
);

/** Any value that XML-RPC can represent. */
export const values: fc.Arbitrary<XmlRpcValue> = fc.letrec<{ value: XmlRpcValue; leaf: XmlRpcValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('leaf'),
    fc.array(tie('value'), { maxLength: 6 }),
    fc.dictionary(names, tie('value'), { maxKeys: 6 }),
  ),
  leaf: fc.oneof(
    texts,
    fc.integer(),
    fc.maxSafeInteger(),
    fc.double({ noDefaultInfinity: true, noNaN: true }),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.boolean(),
    fc.constant(null),
    wholeSeconds,
    fc.uint8Array({ maxLength: 100 }),
  ),
})).value;

/** Any method name that XML allows and that is not blank. */
export const methodNames: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('autoprov.registerDevice', 'system.listMethods', 'a<b&c'),
  fc.string({ unit: 'grapheme-ascii', minLength: 1 }).filter((name) => name.trim() === name),
);

/** The value after decoding: a bigint that a number can represent exactly becomes a number. */
export function asDecoded(value: XmlRpcValue): XmlRpcValue {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (isArray(value)) return value.map(asDecoded);
  if (!isStruct(value)) return value;
  const struct: Record<string, XmlRpcValue> = { __proto__: null };
  for (const [name, member] of Object.entries(value)) struct[name] = asDecoded(member);
  return struct;
}
