import fc from 'fast-check';
import {
  expandRedirectUrl,
  redactCredentials,
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
  if (parsed.ok) throw new Error('nothing is wrong with it');
  return parsed.problems;
}

const host = fc.oneof(
  fc.constantFrom('172.29.0.103', 'provider.example', '[2001:db8::1]', 'localhost', '%MACD.provider.example'),
  fc.domain(),
);
const port = fc.option(fc.integer({ min: 1, max: 65_535 }), { nil: undefined });
const segment = fc.oneof(fc.constantFrom('%MACD', '%DVID', '%MACD.xml', '%20', 'plainxml', '@', ':'), fc.webSegment());
/** Redirect URLs without credentials. */
const urls = fc
  .tuple(
    fc.constantFrom('http://', 'https://', 'HTTP://'),
    host,
    port,
    fc.array(segment, { maxLength: 5 }),
    fc.boolean(),
  )
  .map(([scheme, name, number, segments, query]) =>
    [
      scheme,
      name,
      number === undefined ? '' : `:${number}`,
      ...segments.map((s) => `/${s}`),
      query ? '?mac=%MACD' : '',
    ].join(''),
  );
/** A password that is found in no URL by accident, of all characters that there are. */
const passwords = fc.string({ unit: 'binary', maxLength: 20 }).map((text) => `S3cret${text}`);
const credentials = fc.record({
  username: fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
  password: passwords,
});

describe('a redirect URL', () => {
  test('is kept as it is written', () => {
    fc.assert(
      fc.property(urls, (text) => {
        expect(parse(text)).toMatchObject({ text, credentials: undefined });
      }),
    );
  });

  test('tells which placeholders it has, each once', () => {
    expect(parse('http://172.29.0.103/plainxml/%DVID/xml/%MACD.xml?mac=%MACD').placeholders).toEqual([
      '%DVID',
      '%MACD',
    ]);
    expect(parse('http://172.29.0.103/').placeholders).toEqual([]);
  });

  test('is expanded for a phone: the MAC, and the device ID of its model', () => {
    expect(expandRedirectUrl('http://172.29.0.103/plainxml/%DVID/xml/%MACD.xml', phone)).toBe(
      'http://172.29.0.103/plainxml/42/2/xml/7C2F80820EC0.xml',
    );
  });

  test('once expanded is a URL without placeholders', () => {
    fc.assert(
      fc.property(urls, (text) => {
        const expanded = expandRedirectUrl(text, phone);
        expect(URL.canParse(expanded)).toBe(true);
        expect(parse(expanded).placeholders).toEqual([]);
      }),
    );
  });

  test('carries the credentials that are put into it, through its expansion as well', () => {
    fc.assert(
      fc.property(urls, credentials, (text, given) => {
        const url = withCredentials(text, given);
        expect(parse(url).credentials).toEqual(given);
        expect(parse(expandRedirectUrl(url, phone)).credentials).toEqual(given);
      }),
    );
  });

  test('takes new credentials in place of those that it had', () => {
    fc.assert(
      fc.property(urls, credentials, credentials, (text, old, given) => {
        expect(withCredentials(withCredentials(text, old), given)).toBe(withCredentials(text, given));
      }),
    );
  });

  test('reads credentials as a person writes them', () => {
    expect(parse('https://phones:p%40ss%3Aword@provider.example/').credentials).toEqual({
      username: 'phones',
      password: 'p@ss:word',
    });
    expect(parse('https://phones@provider.example/').credentials).toEqual({ username: 'phones', password: '' });
    expect(parse('https://%MACD:%FF@provider.example/').credentials).toEqual({ username: '%MACD', password: '%FF' });
  });
});

describe('what is no redirect URL', () => {
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
    ['http://provider.example:99999/', '"provider.example:99999" is not a host, or has a port beyond 65535.'],
    ['http://a b/', '"a b" is not a host, or has a port beyond 65535.'],
    ['http://provider.example/a b', 'It contains a blank, which no URL may; written %20 it may.'],
    ['http://provider.example/a\nb', 'It contains the character U+000A, which no URL may; written %0A it may.'],
    ['http://provider.example/\u00e4', 'It contains "\u00e4", which no URL may; written %C3%A4 it may.'],
    ['http://provider.example/%macd', '"%macd" is not a placeholder: write %MACD, in upper case.'],
    [
      'http://provider.example/%MACX',
      '"%MACX" is not a placeholder: there are %MACD (the MAC) and %DVID (the device ID). A plain % is written %25.',
    ],
  ])('%j: says what is wrong', (text, problem) => {
    expect(problems(text)).toContain(problem);
  });

  test('may be one that is too long', () => {
    const longest = `http://provider.example/${'x'.repeat(MAX_REDIRECT_URL_LENGTH - 24)}`;
    expect(parse(longest).text).toHaveLength(MAX_REDIRECT_URL_LENGTH);
    expect(problems(`${longest}x`)).toContain('It has 2049 characters; 2048 are the limit.');
  });

  test('is refused whatever it is, or keeps to the characters that a Location header takes', () => {
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

  test('shows no password, with whatever characters it was typed', () => {
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
  ])('may be one whose password has a %s: says how that is written', (sign) => {
    expect(problems(`http://phones:S3${sign}cret@provider.example/`).join(' ')).toContain(
      'In a user name or password, "/", "?" and "#" are written %2F, %3F and %23.',
    );
  });
});

describe('a text with URLs in it', () => {
  test('is shown without their passwords', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(urls, credentials), { minLength: 1, maxLength: 3 }), (items) => {
        const text = items.map(([url, given]) => withCredentials(url, given)).join(' and ');
        const hidden = redactCredentials(text);
        expect(hidden).not.toContain('S3cret');
        expect(hidden.split(':***@')).toHaveLength(items.length + 1);
      }),
    );
  });

  test('without credentials stays', () => {
    fc.assert(
      fc.property(urls, (url) => {
        expect(redactCredentials(`see ${url}, please`)).toBe(`see ${url}, please`);
      }),
    );
  });
});
