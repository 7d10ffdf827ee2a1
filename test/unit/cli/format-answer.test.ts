import fc from 'fast-check';
import { formatAnswer } from '../../../cli/format-answer.ts';
import { formatTable } from '../../../cli/table.ts';

describe('an answer in print', () => {
  test.each([
    [[true, 'OK: password'], '[true, "OK: password"]'],
    [[false, 'mac_not_found:7C2F80820EC0', 'OK'], '[false, "mac_not_found:7C2F80820EC0", "OK"]'],
    [[], '[]'],
    [[['7C2F80820EC0', 'Daryna']], '[\n  ["7C2F80820EC0", "Daryna"]\n]'],
    [[['a', 'b'], ['c']], '[\n  ["a", "b"],\n  ["c"]\n]'],
    [{ limit: 5, since: new Date(0) }, '{ "limit": 5, "since": "1970-01-01T00:00:00.000Z" }'],
    [{}, '{}'],
    [2n ** 63n, '9223372036854775808'],
    [new Uint8Array([71, 105]), '"R2k="'],
    ['two\nlines "quoted"', '"two\\nlines \\"quoted\\""'],
    [null, 'null'],
  ])('%j', (value, text) => {
    expect(formatAnswer(value)).toBe(text);
  });

  test('is JSON, whatever comes', () => {
    const scalar = fc.oneof(fc.string({ unit: 'grapheme' }), fc.boolean(), fc.constant(null), fc.integer());
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        scalar,
        fc.array(tie('value')),
        fc.dictionary(fc.string(), tie('value'), { noNullPrototype: true }),
      ),
    }));
    fc.assert(
      fc.property(value, (answer) => {
        // A round trip of its own: fast-check's values are what JSON has.
        const copy: Parameters<typeof formatAnswer>[0] = JSON.parse(JSON.stringify(answer));
        expect(JSON.parse(formatAnswer(copy))).toEqual(copy);
      }),
    );
  });
});

describe('a table in print', () => {
  test('has columns that line up, and no blanks at the ends of its lines', () => {
    const rows = [
      ['daryna', '12', ''],
      ['a longer name', '5', 'disabled'],
    ];
    expect(formatTable(['NAME', 'PHONES', ''], rows)).toBe(
      'NAME           PHONES\ndaryna         12\na longer name  5       disabled\n',
    );
  });

  test('without rows is its head', () => {
    expect(formatTable(['NAME', 'PHONES'], [])).toBe('NAME  PHONES\n');
  });
});
