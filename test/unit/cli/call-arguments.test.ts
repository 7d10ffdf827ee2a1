import fc from 'fast-check';
import { readCallArguments, readMethod } from '../../../cli/call-arguments.ts';
import { CommandError, exitCodes } from '../../../cli/command.ts';

describe('arguments of call', () => {
  test('s: accepts any text unchanged, with or without a comma', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (texts) => {
        // The only exception is a comma after a URL that is not the last argument; see below.
        fc.pre(!texts.some((text) => /^https?:.*,$/i.test(text)));
        expect(readCallArguments(texts.map((text) => `s:${text}`))).toEqual({ params: texts, warnings: [] });
      }),
    );
  });

  test('sl: splits at commas and drops blanks and empty parts', () => {
    const element = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((text) => text === text.trim() && !text.includes(','));
    const filler = fc.constantFrom('', ' ', ',', ' , ');
    fc.assert(
      fc.property(fc.array(element), filler, (elements, padding) => {
        const text = `sl:${padding}${elements.join(`${padding},${padding}`)}${padding}`;
        expect(readCallArguments([text]).params).toEqual([elements]);
      }),
    );
  });

  test('i: accepts an integer of up to 15 digits, b: a Boolean', () => {
    fc.assert(
      fc.property(fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 }), fc.boolean(), (number, flag) => {
        expect(readCallArguments([`i:${number}`, `b:${flag}`, `b:${Number(flag)}`]).params).toEqual([
          number,
          flag,
          flag,
        ]);
      }),
    );
  });

  test('any other text is refused by its position without repeating it', () => {
    const kinds = ['s', 'sl', 'i', 'b'];
    const stranger = fc.string({ minLength: 6 }).filter((text) => !kinds.some((kind) => text.startsWith(`${kind}:`)));
    fc.assert(
      fc.property(fc.nat({ max: 5 }), stranger, (before, text) => {
        const texts = [...Array.from({ length: before }, () => 's:a'), text];
        expect(() => readCallArguments(texts)).toThrow(
          new CommandError(
            `Argument ${before + 1} after the method has no type. Write s:TEXT for a string, sl:A,B for a list of strings, i:42, or b:1.`,
            exitCodes.usage,
          ),
        );
      }),
    );
  });

  test('a URL before other arguments loses its trailing comma with a warning', () => {
    expect(readCallArguments(['s:http://a.example/%MACD.xml,', 's:Daryna'])).toEqual({
      params: ['http://a.example/%MACD.xml', 'Daryna'],
      warnings: ['Argument 1 was used without its trailing comma.'],
    });
  });

  test.each(['s:Daryna,', 's:http://a.example/,'])('%s keeps its trailing comma as the last argument', (text) => {
    expect(readCallArguments([text])).toEqual({ params: [text.slice(2)], warnings: [] });
  });
});

describe('the method of call', () => {
  test.each(['registerDevice', 'autoprov.registerDevice', 'REGISTERDEVICE', 'AutoProv.RegisterDevice'])(
    '%s is autoprov.registerDevice',
    (text) => {
      expect(readMethod(text)).toBe('autoprov.registerDevice');
    },
  );

  test('is sent unchanged if it is unknown', () => {
    expect(readMethod('system.listMethods')).toBe('system.listMethods');
    expect(readMethod('frobnicate')).toBe('autoprov.frobnicate');
  });
});
