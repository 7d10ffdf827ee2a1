import fc from 'fast-check';
import { answerCodes, formatRefusal, methodNameOf, methods, parseRefusal } from '#autoprov';

const codes = fc.constantFrom(...Object.keys(answerCodes));
/** MACs, URLs and names. No server surrounds them with blanks or leaves nothing after a colon. */
const values = fc.oneof(
  fc.constantFrom('7C2F80820EC0', 'http://172.29.0.103/plainxml/%DVID/xml/%MACD.xml', 'Daryna', 'a:b', 'two\nlines'),
  fc.string({ unit: 'binary', minLength: 1 }).filter((text) => text.trim() === text),
);

describe('parseRefusal', () => {
  test('reverses formatRefusal', () => {
    fc.assert(
      fc.property(codes, fc.option(values), (code, value) => {
        const text = value === null ? code : `${code}:${value}`;
        const refusal = parseRefusal(text);
        expect(refusal).toEqual({ code, value: value ?? undefined });
        expect(refusal && formatRefusal(refusal)).toBe(text);
      }),
    );
  });

  test('ignores case and surrounding blanks', () => {
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

  test.each(['', 'OK', 'OK: password', 'mac_unknown', 'mac_not_found 7C2F80820EC0', 'not mac_invalid', 'toString'])(
    'does not take %j for an answer code',
    (text) => {
      expect(parseRefusal(text)).toBeUndefined();
    },
  );
});

test.each(Object.entries(methods))('methodNameOf returns %s for %s', (name, method) => {
  expect(methodNameOf(method)).toBe(name);
});

test.each(['autoprov.renameDevice', 'toString', ''])('methodNameOf does not know %j', (method) => {
  expect(methodNameOf(method)).toBeUndefined();
});
