import fc from 'fast-check';
import { answerCodes, formatRefusal, maxProviderNameLength, parseProviderName, parseRefusal } from '#autoprov';

const codes = fc.constantFrom(...answerCodes);
/** What a refusal may be about: a MAC, a URL, a name. No server sends blanks around it, or nothing behind a colon. */
const values = fc.oneof(
  fc.constantFrom('7C2F80820EC0', 'http://172.29.0.103/plainxml/%DVID/xml/%MACD.xml', 'Daryna', 'a:b', 'two\nlines'),
  fc.string({ unit: 'binary', minLength: 1 }).filter((text) => text.trim() === text),
);

describe('an answer code', () => {
  test('comes back from its form on the wire, with its value or without', () => {
    fc.assert(
      fc.property(codes, fc.option(values, { nil: undefined }), (code, value) => {
        expect(parseRefusal(formatRefusal({ code, value }))).toEqual({ code, value });
      }),
    );
  });

  test('is read in any case, and with blanks around it', () => {
    fc.assert(
      fc.property(
        codes.chain((code) => fc.tuple(fc.constant(code), fc.mixedCase(fc.constant(code)))),
        ([code, written]) => {
          expect(parseRefusal(` ${written} `)).toEqual({ code, value: undefined });
          expect(parseRefusal(`${written} : 7C2F80820EC0\n`)).toEqual({ code, value: '7C2F80820EC0' });
          expect(parseRefusal(`${written}:`)).toEqual({ code, value: undefined });
        },
      ),
    );
  });

  test.each(['mac_not_found:7C2F80820EC0', 'mac_not_found'])('%s: the forms of the service itself', (text) => {
    expect(parseRefusal(text)?.code).toBe('mac_not_found');
  });

  test.each(['', 'OK', 'OK: password', 'mac_unknown', 'mac_not_found 7C2F80820EC0', 'not mac_invalid', 'toString'])(
    '%j is none',
    (text) => {
      expect(parseRefusal(text)).toBeUndefined();
    },
  );
});

describe('a provider name', () => {
  test('is free text and stays as it is written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), (text) => {
        fc.pre(text.trim() === text && text !== '' && text.length <= maxProviderNameLength);
        expect(parseProviderName(text)).toEqual({ ok: true, value: text });
      }),
    );
  });

  test.each([
    ['', 'It is empty.'],
    [' \u00a0', 'It is empty.'],
    [' Daryna', 'It begins or ends with a blank.'],
    ['Daryna\n', 'It begins or ends with a blank.'],
    ['Dar\nyna', 'It contains a control character or a line break.'],
    ['Dar\ud800yna', 'It contains a control character or a line break.'],
    ['x'.repeat(256), 'It has 256 characters; 255 are the limit.'],
  ])('%j is none', (text, problem) => {
    const parsed = parseProviderName(text);
    expect(parsed.ok ? [] : parsed.problems).toContain(problem);
  });
});
