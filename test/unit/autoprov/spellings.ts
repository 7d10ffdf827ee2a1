import fc from 'fast-check';

/** What people write between the digits of a MAC: colons, dots, every kind of hyphen, and blanks. */
const separator = fc.constantFrom(
  ':',
  '-',
  '.',
  ' ',
  '\u2010',
  '\u2011',
  '\u2013',
  '\u2014',
  '\u2212',
  ' - ',
  '\u00a0',
);

const digits = (unit: string, length: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...unit.split('')), minLength: length, maxLength: length });

/** The number of digits in a group. */
const grouping = fc.constantFrom(2, 4, 6, 12);

export interface SpelledMacId {
  readonly mac: string;
  readonly id: string;
  /** As a person may write it. */
  readonly text: string;
}

const grouped = (text: string, size: number, sign: string): string =>
  (text.match(new RegExp(`.{1,${size}}`, 'g')) ?? []).join(sign);

const anyCase = (text: string): fc.Arbitrary<string> => fc.mixedCase(fc.constant(text));

/** MACs of letters and IDs of digits, so that neither contains the other by accident. */
const disjoint = { mac: 'ABCDEF', id: '123456789' };
const every = { mac: '0123456789ABCDEF', id: '0123456789ABCDEF' };

/** A MAC-ID in any spelling. With `disjoint`, the ID and the MAC have no digit in common. */
export function spelledMacIds(alphabet: 'disjoint' | 'every'): fc.Arbitrary<SpelledMacId> {
  const { mac: macUnit, id: idUnit } = alphabet === 'disjoint' ? disjoint : every;
  return fc
    .record({ mac: digits(macUnit, 12), id: digits(idUnit, 4), size: grouping, sign: separator, last: separator })
    .chain(({ mac, id, size, sign, last }) =>
      fc
        .oneof(
          fc.constant(`${grouped(mac, size, sign)}${last}${id}`),
          fc.constant(`${mac}${id}`),
          fc.constant(grouped(`${mac}${id}`, 2, sign)),
          fc.constant(grouped(`${mac}${id}`, 4, sign)),
        )
        .chain(anyCase)
        .map((text) => ({ mac, id, text })),
    );
}

/** A bare MAC in any spelling, and its digits. */
export const spelledMacs: fc.Arbitrary<{ readonly mac: string; readonly text: string }> = fc
  .record({ mac: digits(every.mac, 12), size: grouping, sign: separator })
  .chain(({ mac, size, sign }) => anyCase(grouped(mac, size, sign)).map((text) => ({ mac, text })));
