import fc from 'fast-check';
import { formatAnswer } from '../../../cli/format-answer.ts';
import { formatTable } from '../../../cli/output.ts';

describe('a printed answer', () => {
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

  test('is always JSON', () => {
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
        // fast-check generates JSON values, so a round trip must preserve them.
        const copy: Parameters<typeof formatAnswer>[0] = JSON.parse(JSON.stringify(answer));
        expect(JSON.parse(formatAnswer(copy))).toEqual(copy);
      }),
    );
  });
});

describe('a printed table', () => {
  test('has aligned columns without trailing blanks', () => {
    const rows = [
      ['daryna', '12', ''],
      ['a longer name', '5', 'disabled'],
    ];
    expect(formatTable(['NAME', 'PHONES', ''], rows)).toBe(
      'NAME           PHONES\ndaryna         12\na longer name  5       disabled\n',
    );
  });

  test('without rows has only its header', () => {
    expect(formatTable(['NAME', 'PHONES'], [])).toBe('NAME  PHONES\n');
  });
});
