import fc from 'fast-check';
import { splitUrl, wireUrl } from '../../../../provider/attributes/wire-url.ts';

const url = 'https://provider.example:8443/%DVID/%MACD.xml?a=b@c#d';

describe('the URL on the wire', () => {
  test('is the URL itself where there are no credentials', () => {
    expect(wireUrl(url, null)).toBe(url);
  });

  test('has the credentials in front of the host, percent-encoded where a URL needs it', () => {
    expect(wireUrl(url, { username: 'max@well', password: 'p:a/s%s' })).toBe(
      'https://max%40well:p%3Aa%2Fs%25s@provider.example:8443/%DVID/%MACD.xml?a=b@c#d',
    );
  });

  test('has an empty password where there is none', () => {
    expect(wireUrl('http://provider.example/', { username: 'maxwell', password: null })).toBe(
      'http://maxwell:@provider.example/',
    );
  });
});

describe('a URL from the server', () => {
  test('without credentials stays as it is, an @ in its path included', () => {
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

  test('that we would refuse is split all the same: nothing of it may be shown', () => {
    expect(splitUrl('http://maxwell:my secret@provider.example/a b')).toEqual({
      url: 'http://provider.example/a b',
      credentials: { username: 'maxwell', password: 'my secret' },
    });
  });

  test('that is none stays as it is', () => {
    expect(splitUrl('provider.example/%MACD.xml')).toEqual({ url: 'provider.example/%MACD.xml', credentials: null });
  });

  test('gives back any credentials that were put into it', () => {
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
