import fc from 'fast-check';
import { readBasic } from '../../../server/http/basic.ts';

const header = (text: string, encoding: BufferEncoding = 'utf8'): string =>
  `Basic ${Buffer.from(text, encoding).toString('base64')}`;

describe('the Authorization header of HTTP Basic', () => {
  test('returns any name without a colon and any password', () => {
    const name = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes(':'));
    fc.assert(
      fc.property(name, fc.string({ unit: 'grapheme' }), (user, password) => {
        expect(readBasic(header(`${user}:${password}`))).toEqual({ name: user, password });
      }),
    );
  });

  test('is read as Latin-1 if it is not valid UTF-8', () => {
    expect(readBasic(header('bjoern:schöne Grüße', 'latin1'))).toEqual({ name: 'bjoern', password: 'schöne Grüße' });
  });

  test.each([undefined, '', 'Basic', 'Basic ', 'Basic ===', 'Basic a b', 'Digest username="a"', header('no colon')])(
    '%j contains no credentials',
    (text) => {
      expect(readBasic(text)).toBeUndefined();
    },
  );

  test('never causes an error', () => {
    const anything = fc.oneof(
      fc.string(),
      fc.string().map((text) => `Basic ${text}`),
      fc.base64String().map((text) => `basic ${text}`),
    );
    fc.assert(
      fc.property(anything, (text) => {
        expect(readBasic(text)?.name ?? '').not.toContain(':');
      }),
    );
  });
});
