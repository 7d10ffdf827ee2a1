import fc from 'fast-check';
import { spelledMacIds, spelledMacs } from './spellings.ts';
import { formatMacId, redactMacIds, parseMacId } from '#autoprov';

/** What is wrong with a text; fails where nothing is. */
function problems(text: string): readonly string[] {
  const parsed = parseMacId(text);
  if (parsed.ok) throw new Error('nothing is wrong with it');
  return parsed.problems;
}

describe('a MAC-ID', () => {
  test('in any spelling is the same phone', () => {
    fc.assert(
      fc.property(spelledMacIds('every'), ({ mac, id, text }) => {
        expect(parseMacId(text)).toEqual({ ok: true, value: { mac, id } });
      }),
    );
  });

  test('comes back from its canonical form, with its ID or without', () => {
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

  test('without its ID is a bare MAC', () => {
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
  ])('written %j is %s', (text, canonical) => {
    const parsed = parseMacId(text);
    expect(parsed.ok && formatMacId(parsed.value)).toBe(canonical);
  });
});

describe('what is no MAC-ID', () => {
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
  ])('%j: says what is wrong', (text, complaint) => {
    const [headline, , last] = problems(text);
    expect(headline).toMatch(/ is not a MAC-ID\.$/);
    expect(last).toBe(complaint);
  });

  test('a MAC-ID that lost four digits is not taken for a bare MAC', () => {
    expect(problems('7C2F8082-0EC0').at(-1)).toBe('This one has 8 digits before the hyphen.');
  });

  test('is never any other text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fc.pre(text.replace(/[^0-9A-Fa-f]/g, '').length < 12);
        expect(problems(text).length).toBeGreaterThan(1);
      }),
    );
  });

  test('is shown without what may be an ID, however it is broken', () => {
    const broken = spelledMacIds('telling').chain(({ id, text }) =>
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
        // Two digits may be a count; three in a row are most of an ID.
        expect(shown).not.toContain(id.slice(0, 3));
        expect(shown).not.toContain(id.slice(1));
      }),
      { numRuns: 2000 },
    );
  });

  test('that lost four digits of its MAC is shown without its ID', () => {
    expect(problems('AABBCCDD-1234').join(' ')).not.toContain('1234');
  });
});

describe('a text with MAC-IDs in it', () => {
  test('is shown with the MAC and without the ID, in any spelling', () => {
    const around = fc.constantFrom(
      [' ', ' '],
      ['"', '"'],
      ['', ''],
      ['(', ')'],
      ['mac_id=', ','],
      ['\n', '\n'],
      ['>', '<'],
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(spelledMacIds('telling'), around), { minLength: 1, maxLength: 3 }), (items) => {
        const text = items.map(([{ text: spelled }, [before, after]]) => `${before}${spelled}${after};`).join('');
        const hidden = redactMacIds(text);
        for (const [{ id }] of items) expect(hidden).not.toContain(id);
        expect(hidden.replaceAll('****', '')).not.toMatch(/[1-9]/);
        expect(hidden.split('****')).toHaveLength(items.length + 1);
      }),
    );
  });

  test.each([
    'registered 7C2F80820EC0 for Daryna',
    'http://172.29.0.103/plainxml/42/2/xml/7C2F80820EC0.xml',
    '2026-03-01 12:00:00 done',
    'build 20260301120000',
  ])('%s: holds no ID and stays', (text) => {
    expect(redactMacIds(text)).toBe(text);
  });

  test('keeps what stands around it', () => {
    expect(redactMacIds('phone 7c2f80820ec0-55df: mac_not_found:7C2F80208295-1910!')).toBe(
      'phone 7c2f80820ec0-****: mac_not_found:7C2F80208295-****!',
    );
  });
});
