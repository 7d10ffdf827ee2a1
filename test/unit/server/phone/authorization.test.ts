import fc from 'fast-check';
import { readDigest } from '../../../../server/phone/authorization.ts';

const read = (header: string | undefined) => {
  const sent = readDigest(header);
  return sent && Object.fromEntries(sent.names.map((name, index) => [name, sent.values[index]]));
};

/** Text of these characters. */
const anyOf = (signs: string): fc.Arbitrary<string> => fc.constantFrom(...Array.from(signs));

const names = fc.stringMatching(/^[a-z][a-z0-9*-]{0,12}$/);
const tokens = fc.stringMatching(/^[\w!#$%&'*+.^`|~-]{1,20}$/);
/** Text that a header can contain. */
const texts = fc.string({ unit: anyOf('aZ09 \t"\\,=:/@%é'), maxLength: 20 });
const blanks = fc.constantFrom('', ' ', '\t', '  ');

/** A parameter, its value, and its notation. */
const parameters = fc.uniqueArray(
  fc.oneof(
    fc.record({ name: names, value: tokens, quoted: fc.constant(false) }),
    fc.record({ name: names, value: texts, quoted: fc.constant(true) }),
  ),
  { selector: ({ name }) => name, maxLength: 14 },
);

const quote = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;

describe('an Authorization header of the Digest scheme', () => {
  test('is read in any notation', () => {
    fc.assert(
      fc.property(
        parameters,
        fc.array(blanks, { minLength: 5, maxLength: 5 }),
        fc.constantFrom('Digest', 'digest', 'DIGEST'),
        fc.boolean(),
        (sent, [before = '', around = '', behind = '', comma = '', end = ''], scheme, upper) => {
          const written = sent.map(({ name, value, quoted }) => {
            const shown = upper ? name.toUpperCase() : name;
            return `${shown}${around}=${behind}${quoted ? quote(value) : value}`;
          });
          const header = `${scheme} ${before}${written.join(`${comma},${comma}`)}${end}`;
          expect(read(header)).toEqual(Object.fromEntries(sent.map(({ name, value }) => [name, value])));
        },
      ),
    );
  });

  test('never causes an error', () => {
    const garbage = fc.string({ unit: anyOf('Digest ="\\,,\t\0a=\uD800'), maxLength: 200 });
    fc.assert(
      fc.property(fc.oneof(garbage, fc.string({ unit: 'binary' })), fc.constantFrom('', 'Digest '), (text, scheme) => {
        const sent = readDigest(scheme + text);
        expect(sent === undefined || sent.names.every((name) => name === name.toLowerCase())).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });

  test.each([
    ['nothing', undefined],
    ['another scheme', 'Basic N0MyRjgwODIwRUMwOg=='],
    ['a scheme that only begins like it', 'Digestive a=b'],
    ['a parameter twice', 'Digest nonce="a", nonce="b"'],
    ['a hundred parameters', `Digest ${Array.from({ length: 100 }, (_, number) => `a${number}=b`).join()}`],
    ['a parameter twice, in another case', 'Digest nonce="a", NONCE="a"'],
    ['a string that does not end', 'Digest nonce="a'],
    ['a string whose end is escaped', 'Digest nonce="a\\"'],
    ['no value', 'Digest nonce=, nc=1'],
    ['no name', 'Digest ="a"'],
    ['no equals sign', 'Digest nonce'],
    ['something behind a string', 'Digest nonce="a"b'],
    ['a blank in a token', 'Digest nc=0 1'],
  ])('with %s is none', (_, header) => {
    expect(readDigest(header)).toBeUndefined();
  });

  test.each([
    ['empty elements', 'Digest , a=1,, b="2" ,', { a: '1', b: '2' }],
    ['a URL without quotes', 'Digest uri=/device/42/2/x?a=b', { uri: '/device/42/2/x?a=b' }],
    ['commas and quotes in a string', 'Digest a="x, b=\\"y\\"", c=d', { a: 'x, b="y"', c: 'd' }],
  ])('with %s is read', (_, header, meant) => {
    expect(read(header)).toEqual(meant);
  });

  test('of 16 KiB of backslashes, commas or quotes is read in linear time', () => {
    for (const sign of ['\\', ',', '"', '=', ' ']) {
      expect(readDigest(`Digest a="${sign.repeat(1_000_000)}`)).toBeUndefined();
    }
  });
});
