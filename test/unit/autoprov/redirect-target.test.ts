import fc from 'fast-check';
import { hasTarget, invisibleProblem, MAX_PROVIDER_NAME_LENGTH, parseProviderName } from '#autoprov';

describe('parseProviderName', () => {
  test('returns free text unchanged', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), (text) => {
        fc.pre(text.trim() === text && text !== '' && text.length <= MAX_PROVIDER_NAME_LENGTH);
        fc.pre(invisibleProblem(text, 'modifiers allowed') === undefined);
        expect(parseProviderName(text)).toEqual({ ok: true, value: text });
      }),
    );
  });

  test.each([
    ['an empty name', '', 'It is empty.'],
    ['blanks alone', ' \u00a0', 'It is empty.'],
    ['a leading blank', ' Daryna', 'It begins or ends with a blank.'],
    ['a trailing line break', 'Daryna\n', 'It begins or ends with a blank.'],
    ['a line break', 'Dar\nyna', 'It contains a control character or a line break.'],
    ['a lone surrogate', 'Dar\ud800yna', 'It contains a control character or a line break.'],
    ['a zero-width space', 'Dar\u200byna', 'It contains the invisible character U+200B.'],
    ['a no-break space', 'Daryna\u00a0GmbH', 'It contains the invisible character U+00A0.'],
    ['a mark of direction', 'Dar\u202eyna', 'It contains the invisible character U+202E.'],
    ['bytes that were not UTF-8', 'M\ufffdller', 'It contains U+FFFD, which stands for bytes that are not UTF-8.'],
    ['256 characters', 'x'.repeat(256), 'It has 256 characters; the limit is 255.'],
  ])('rejects %s', (_, text, problem) => {
    const parsed = parseProviderName(text);
    expect(parsed.ok ? [] : parsed.problems).toContain(problem);
  });
});

test('invisible characters are found by their Unicode properties, and visible ones are not', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const hasOne = Array.from(text).some(
        (character) =>
          /[\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800\ufffd]/u.test(character) ||
          (/\p{Zs}/u.test(character) && character !== ' '),
      );
      expect(invisibleProblem(text, 'no modifiers') !== undefined).toBe(hasOne);
    }),
  );
  expect(invisibleProblem('Family 👨‍👩‍👧 ☎️', 'modifiers allowed')).toBeUndefined();
});

test.each([
  [{ url: 'http://a.example/', providerName: 'Daryna' }, true],
  [{ url: 'http://a.example', providerName: 'Daryna' }, false],
  [{ url: 'http://a.example/', providerName: 'Marek' }, false],
  [undefined, false],
])('hasTarget(%j) is %s', (registration, expected) => {
  expect(hasTarget(registration, { url: 'http://a.example/', providerName: 'Daryna' })).toBe(expected);
});
