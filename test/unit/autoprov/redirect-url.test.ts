import fc from 'fast-check';
import { credentials, urls } from './urls.ts';
import {
  expandRedirectUrl,
  MAX_REDIRECT_URL_LENGTH,
  parseRedirectUrl,
  withCredentials,
  type RedirectUrl,
} from '#autoprov';

const phone = { mac: '7C2F80820EC0', deviceId: '42/2' };

function parse(text: string): RedirectUrl {
  const parsed = parseRedirectUrl(text);
  if (!parsed.ok) throw new Error(parsed.problems.join(' '));
  return parsed.value;
}

function problems(text: string): readonly string[] {
  const parsed = parseRedirectUrl(text);
  if (parsed.ok) throw new Error('the URL is valid');
  return parsed.problems;
}

describe('a redirect URL', () => {
  test('is kept as written', () => {
    fc.assert(
      fc.property(urls, (text) => {
        expect(parse(text)).toMatchObject({ text, credentials: undefined });
      }),
    );
  });

  test('lists each of its placeholders once', () => {
    expect(parse('http://172.29.0.103/plainxml/%DVID/xml/%MACD.xml?mac=%MACD').placeholders).toEqual([
      '%MACD',
      '%DVID',
    ]);
    expect(parse('http://172.29.0.103/').placeholders).toEqual([]);
  });

  test('may contain further format specifiers, which stay for the phone', () => {
    const text = 'http://%DURL/xml/%MACD.xml?a=%ABCD%2FZ&b=%SERN';
    expect(parse(text)).toMatchObject({ placeholders: ['%MACD'], otherSpecifiers: ['%DURL', '%SERN'] });
    expect(expandRedirectUrl(text, phone)).toBe('http://%DURL/xml/7C2F80820EC0.xml?a=%ABCD%2FZ&b=%SERN');
  });

  test('is expanded with the MAC and the device ID of a phone', () => {
    expect(expandRedirectUrl('http://172.29.0.103/plainxml/%DVID/xml/%MACD.xml', phone)).toBe(
      'http://172.29.0.103/plainxml/42/2/xml/7C2F80820EC0.xml',
    );
  });

  test('is a valid URL without placeholders after its expansion', () => {
    fc.assert(
      fc.property(urls, (text) => {
        const expanded = expandRedirectUrl(text, phone);
        expect(URL.canParse(expanded)).toBe(true);
        expect(parse(expanded).placeholders).toEqual([]);
      }),
    );
  });

  test('carries the credentials that were put into it, also after its expansion', () => {
    fc.assert(
      fc.property(urls, credentials, (text, given) => {
        const url = withCredentials(text, given);
        expect(parse(url).credentials).toEqual(given);
        expect(parse(expandRedirectUrl(url, phone)).credentials).toEqual(given);
      }),
    );
  });

  test('takes new credentials in place of old ones', () => {
    fc.assert(
      fc.property(urls, credentials, credentials, (text, old, given) => {
        expect(withCredentials(withCredentials(text, old), given)).toBe(withCredentials(text, given));
      }),
    );
  });

  test('decodes percent-encoded credentials', () => {
    expect(parse('https://phones:p%40ss%3Aword@provider.example/').credentials).toEqual({
      username: 'phones',
      password: 'p@ss:word',
    });
    expect(parse('https://phones@provider.example/').credentials).toEqual({ username: 'phones', password: '' });
    expect(parse('https://%MACD:%FF@provider.example/').credentials).toEqual({ username: '%MACD', password: '%FF' });
  });
});

describe('parseRedirectUrl rejects', () => {
  test.each([
    [
      'provider.example/x',
      'It must start with http:// or https:// and a host, as in http://provider.example/xml/%MACD.xml.',
    ],
    [
      'ftp://provider.example',
      'It must start with http:// or https:// and a host, as in http://provider.example/xml/%MACD.xml.',
    ],
    ['http:///x', 'It must start with http:// or https:// and a host, as in http://provider.example/xml/%MACD.xml.'],
    ['http://provider.example:99999/', '"provider.example:***" is not a valid host and port.'],
    ['http://a b/', '"a b" is not a valid host and port.'],
    [
      'http://b\u00fccher.example/',
      'Phones look up host names in ASCII: write "b\u00fccher.example" as xn--bcher-kva.example.',
    ],
    [
      'http://b%C3%BCcher.example/',
      'Phones look up host names in ASCII: write "b%C3%BCcher.example" as xn--bcher-kva.example.',
    ],
    ['http://*.provider.example/', '"*.provider.example" is not a valid host and port.'],
    ['http://evil.example;.provider.example/', '"evil.example;.provider.example" is not a valid host and port.'],
    ['http://a..example/', '"a..example" is not a valid host and port.'],
    ['http://[::1%25eth0]/', '"[::1%25eth0]" is not a valid host and port.'],
    ['http://provider.example/a b', 'It contains a blank, which is not allowed in a URL; write %20.'],
    ['http://provider.example/a\nb', 'It contains the character U+000A, which is not allowed in a URL; write %0A.'],
    ['http://provider.example/\u00e4', 'It contains "\u00e4", which is not allowed in a URL; write %C3%A4.'],
    ['http://provider.example/%macd', '"%macd" is not a placeholder; write %MACD in upper case.'],
    ['http://provider.example/%MACX', '"%MACX" is not a placeholder; write %MACD.'],
    ['http://provider.example/%MAC.xml', '"%MAC" is not a placeholder; write %MACD.'],
    ['http://provider.example/%DIVD', '"%DIVD" is not a placeholder; write %DVID.'],
    [
      'http://provider.example/%xyz',
      '"%xyz" is not a placeholder; use %MACD (the MAC) or %DVID (the device ID), or write a plain % as %25.',
    ],
  ])('%j with the reason', (text, problem) => {
    expect(problems(text)).toContain(problem);
  });

  test('a URL that is too long', () => {
    const longest = `http://provider.example/${'x'.repeat(MAX_REDIRECT_URL_LENGTH - 24)}`;
    expect(parse(longest).text).toHaveLength(MAX_REDIRECT_URL_LENGTH);
    expect(problems(`${longest}x`)).toContain('It has 2049 characters; the limit is 2048.');
  });

  test('every text with characters that a Location header cannot carry', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.string({ unit: 'binary' }).map((x) => `http://a/${x}`),
        ),
        (text) => {
          const parsed = parseRedirectUrl(text);
          if (parsed.ok) expect(text).toMatch(/^[\x21-\x7e]+$/);
          else for (const problem of parsed.problems) expect(problem).not.toMatch(/[\p{Cc}\p{Cs}]/u);
        },
      ),
    );
  });

  test('a malformed URL without repeating its password', () => {
    const typed = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 12 }).map((text) => `S3c${text}ret`);
    const around = fc.constantFrom('http://', 'https://', '', 'http:/', 'ftp://');
    fc.assert(
      fc.property(around, typed, (scheme, password) => {
        const parsed = parseRedirectUrl(`${scheme}phones:${password}@provider.example/%MACD.xml`);
        if (!parsed.ok) expect(parsed.problems.join(' ')).not.toMatch(/S3c|ret@/);
      }),
    );
  });

  test.each([
    ['/', '%2F'],
    ['?', '%3F'],
    ['#', '%23'],
  ])('a password with a plain %s and says how to encode it', (sign) => {
    expect(problems(`http://phones:S3${sign}cret@provider.example/`).join(' ')).toContain(
      'In a user name or password, write "/", "?" and "#" as %2F, %3F and %23.',
    );
  });
});
