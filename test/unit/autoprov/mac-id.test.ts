import fc from 'fast-check';
import { spelledMacIds, spelledMacs } from './spellings.ts';
import { formatMacId, parseMacId } from '#autoprov';

/** The problems of a text; fails if it is valid. */
function problems(text: string): readonly string[] {
  const parsed = parseMacId(text);
  if (parsed.ok) throw new Error('the text is valid');
  return parsed.problems;
}

describe('parseMacId', () => {
  test('accepts every spelling of a MAC-ID', () => {
    fc.assert(
      fc.property(spelledMacIds('every'), ({ mac, id, text }) => {
        expect(parseMacId(text)).toEqual({ ok: true, value: { mac, id } });
      }),
    );
  });

  test('accepts what formatMacId returns', () => {
    fc.assert(
      fc.property(fc.oneof(spelledMacIds('every'), spelledMacs), ({ text }) => {
        const parsed = parseMacId(text);
        if (!parsed.ok) throw new Error(parsed.problems.join(' '));
        const canonical = formatMacId(parsed.value);
        expect(canonical).toMatch(/^[0-9A-F]{12}(-[0-9A-F]{4})?$/);
        expect(parseMacId(canonical)).toEqual(parsed);
      }),
    );
  });

  test('accepts every spelling of a bare MAC', () => {
    fc.assert(
      fc.property(spelledMacs, ({ mac, text }) => {
        expect(parseMacId(text)).toEqual({ ok: true, value: { mac, id: undefined } });
      }),
    );
  });

  test.each([
    ['7C2F80820EC0-55DF', '7C2F80820EC0-55DF'],
    ['7c:2f:80:82:0e:c0-55df', '7C2F80820EC0-55DF'],
    ['7C2F.8082.0EC0 55DF', '7C2F80820EC0-55DF'],
    ['7C2F80820EC055DF', '7C2F80820EC0-55DF'],
    ['  7C2F80208295 \u2013 1910\n', '7C2F80208295-1910'],
    ['7C-2F-80-82-0E-C0-55-DF', '7C2F80820EC0-55DF'],
    ['7c2f80-820ec0', '7C2F80820EC0'],
  ])('parses %j as %s', (text, canonical) => {
    const parsed = parseMacId(text);
    expect(parsed.ok && formatMacId(parsed.value)).toBe(canonical);
  });
});

describe('parseMacId rejects', () => {
  test.each([
    ['', 'This one is empty.'],
    ['  ', 'This one is empty.'],
    ['7C2F80820EC', 'This one has 11 digits.'],
    ['7C2F80820EC-55DF', 'This one has 11 digits before the hyphen.'],
    ['7C2F80820EC0-55D', 'This one has 3 characters after the hyphen.'],
    ['7C2F80820EC0:55D', 'This one has 3 characters after the colon.'],
    ['7C2F80820EC0 5', 'This one has 1 character after the blank.'],
    ['7C2F80820EC0--55DF', 'This one has two separators side by side.'],
    ['7C2F8082OEC0-55DF', 'This one contains "O", which is not a hex digit (0-9, A-F).'],
    ['7C2F80820EC0-55DG', 'This one has a character after the hyphen that is not a hex digit (0-9, A-F).'],
    ['phone', 'This one contains "p", which is not a hex digit (0-9, A-F).'],
  ])('%j with the reason', (text, complaint) => {
    const [headline, , last] = problems(text);
    expect(headline).toMatch(/ is not a MAC-ID\.$/);
    expect(last).toBe(complaint);
  });

  test('a MAC-ID that lost four digits, instead of taking it for a bare MAC', () => {
    expect(problems('7C2F8082-0EC0').at(-1)).toBe('This one has 8 digits before the hyphen.');
  });

  test('any text with fewer than twelve hex digits', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fc.pre(text.replace(/[^0-9A-Fa-f]/g, '').length < 12);
        expect(problems(text).length).toBeGreaterThan(1);
      }),
    );
  });

  test('a broken MAC-ID without repeating its ID', () => {
    const broken = spelledMacIds('disjoint').chain(({ id, text }) =>
      fc
        .record({
          at: fc.nat({ max: text.length - 1 }),
          drop: fc.constantFrom(0, 1, 2),
          add: fc.constantFrom('', 'G', '/', '_', '-', ' ', 'A', '\u00e4'),
        })
        .map(({ at, drop, add }) => ({ id, text: text.slice(0, at) + add + text.slice(at + drop) })),
    );
    fc.assert(
      fc.property(broken, ({ id, text }) => {
        const parsed = parseMacId(text);
        fc.pre(!parsed.ok);
        const shown = parsed.problems.join(' ');
        expect(shown).not.toContain(id);
        // Two digits may be a count, but three in a row are most of an ID.
        expect(shown).not.toContain(id.slice(0, 3));
        expect(shown).not.toContain(id.slice(1));
      }),
      { numRuns: 2000 },
    );
  });

  test('a MAC-ID that lost digits of its MAC without repeating its ID', () => {
    expect(problems('AABBCCDD-1234').join(' ')).not.toContain('1234');
  });
});
