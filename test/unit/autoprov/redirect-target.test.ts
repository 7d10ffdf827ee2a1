import fc from 'fast-check';
import { hasTarget, MAX_PROVIDER_NAME_LENGTH, parseProviderName } from '#autoprov';

describe('parseProviderName', () => {
  test('returns free text unchanged', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), (text) => {
        fc.pre(text.trim() === text && text !== '' && text.length <= MAX_PROVIDER_NAME_LENGTH);
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
    ['256 characters', 'x'.repeat(256), 'It has 256 characters; the limit is 255.'],
  ])('rejects %s', (_, text, problem) => {
    const parsed = parseProviderName(text);
    expect(parsed.ok ? [] : parsed.problems).toContain(problem);
  });
});

test.each([
  [{ url: 'http://a.example/', providerName: 'Daryna' }, true],
  [{ url: 'http://a.example', providerName: 'Daryna' }, false],
  [{ url: 'http://a.example/', providerName: 'Marek' }, false],
  [undefined, false],
])('hasTarget(%j) is %s', (registration, expected) => {
  expect(hasTarget(registration, { url: 'http://a.example/', providerName: 'Daryna' })).toBe(expected);
});
