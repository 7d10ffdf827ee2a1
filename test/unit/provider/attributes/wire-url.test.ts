import fc from 'fast-check';
import { splitUrl, wireUrl } from '../../../../provider/attributes/wire-url.ts';

const url = 'https://provider.example:8443/%DVID/%MACD.xml?a=b@c#d';

describe('the URL on the wire', () => {
  test('is the URL itself without credentials', () => {
    expect(wireUrl(url, null)).toBe(url);
  });

  test('has percent-encoded credentials before the host', () => {
    expect(wireUrl(url, { username: 'max@well', password: 'p:a/s%s' })).toBe(
      'https://max%40well:p%3Aa%2Fs%25s@provider.example:8443/%DVID/%MACD.xml?a=b@c#d',
    );
  });

  test('has an empty password if there is none', () => {
    expect(wireUrl('http://provider.example/', { username: 'maxwell', password: null })).toBe(
      'http://maxwell:@provider.example/',
    );
  });
});

describe('a URL from the server', () => {
  test('without credentials is unchanged, even with an @ in its path', () => {
    expect(splitUrl(url)).toEqual({ url, credentials: null });
  });

  test.each([
    ['http://maxwell:secret@provider.example/%MACD.xml', 'http://provider.example/%MACD.xml', 'maxwell', 'secret'],
    ['HTTP://maxwell:secret@provider.example/a@b', 'HTTP://provider.example/a@b', 'maxwell', 'secret'],
    ['http://maxwell:p%40ss@provider.example', 'http://provider.example', 'maxwell', 'p@ss'],
    ['http://maxwell@provider.example/', 'http://provider.example/', 'maxwell', ''],
    ['http://maxwell:a:b@provider.example/', 'http://provider.example/', 'maxwell', 'a:b'],
    ['http://maxwell:p@ss@provider.example/', 'http://provider.example/', 'maxwell', 'p@ss'],
    ['http://maxwell:secret@provider.example?a@b', 'http://provider.example?a@b', 'maxwell', 'secret'],
  ])('%s is split into what may be shown and what may not', (text, shown, username, password) => {
    expect(splitUrl(text)).toEqual({ url: shown, credentials: { username, password } });
  });

  test('is split even if it is invalid, so that its credentials stay hidden', () => {
    expect(splitUrl('http://maxwell:my secret@provider.example/a b')).toEqual({
      url: 'http://provider.example/a b',
      credentials: { username: 'maxwell', password: 'my secret' },
    });
  });

  test('is unchanged if it is not a URL', () => {
    expect(splitUrl('provider.example/%MACD.xml')).toEqual({ url: 'provider.example/%MACD.xml', credentials: null });
  });

  test('returns any credentials that were added to it', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1 }),
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom(url, 'http://provider.example', 'http://[2001:db8::1]/%MACD', 'https://provider.example?a@b'),
        (username, password, target) => {
          expect(splitUrl(wireUrl(target, { username, password }))).toEqual({
            url: target,
            credentials: { username, password },
          });
        },
      ),
    );
  });
});
