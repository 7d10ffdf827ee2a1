import fc from 'fast-check';
import { credentials, urls } from './urls.ts';
import { parseRedirectUrl, redactCredentials, redactUrl, withCredentials } from '#autoprov';

/** A text that no URL of a test contains by accident. */
const PLANTED = 'S3cret';
const word = fc.stringMatching(/^[a-z]{1,8}$/);
/** Of any characters. The quotation mark is one that no valid URL contains. */
const password = fc.string({ unit: 'grapheme-ascii', maxLength: 12 }).map((text) => `${PLANTED}"${text}`);
const plainPassword = word.map((text) => `${PLANTED}${text}`);
const host = fc.constantFrom('host', 'provider.example', '10.0.0.7:8080', '[2001:db8::1]', '[::1]:5432');
const scheme = fc.constantFrom('http://', 'HTTPS://', 'postgres://', 'postgresql://', 'ftp://');
const brokenScheme = fc.constantFrom('http:', 'http:/', 'http:///', 'http:\\\\', '//', '', ' http://');

/** User info as people and programs write it. */
const userInfo = fc
  .tuple(word, password, plainPassword)
  .chain(([name, secret, plain]) =>
    fc.constantFrom(
      `${name}:${secret}`,
      `${name}:${plain}`,
      `${name}:${encodeURIComponent(secret)}`,
      `${name}@realm:${secret}`,
      `${name}@realm:${plain}`,
      `@:${plain}`,
      `:${plain}`,
      plain,
      `${plain}:`,
      `${name}%3A${plain}`,
      `${name}:x@${secret}`,
      `${name}:x/${secret}`,
      `${name}:x?${secret}`,
      `${name}:x#${plain}`,
      `${name}:99999${plain}`,
    ),
  );

const secretParameter = fc
  .tuple(
    fc.constantFrom(
      'password',
      'PASSWORD',
      'p%61ssword',
      'sslpassword',
      'token',
      'access_token',
      'apiKey',
      'pwd',
      'auth',
    ),
    fc.oneof(password, password.map(encodeURIComponent)),
  )
  .map(([name, secret]) => `${name}=${secret}`);

/** A URL that contains `PLANTED` as a password somewhere. */
const urlWithSecret = fc.oneof(
  fc.tuple(scheme, userInfo, host).map(([start, info, at]) => `${start}${info}@${at}/xml/%MACD.xml`),
  fc.tuple(brokenScheme, word, password, host).map(([start, name, secret, at]) => `${start}${name}:${secret}@${at}/a`),
  fc.tuple(scheme, word, password).map(([start, name, secret]) => `${start}${name}:${secret}`),
  fc.tuple(urls, fc.constantFrom('?', '?mac=%MACD&', '?a=1;', '#', '#x=1&'), secretParameter).map(
    ([url, sign, secret]) =>
      // `urls` may have a query of its own.
      `${url.split('?', 1)[0] ?? ''}${sign}${secret}`,
  ),
  fc
    .tuple(urls, credentials)
    .map(([url, given]) => `http://host/?next=${encodeURIComponent(withCredentials(url, given))}`),
);

describe('redactUrl', () => {
  test('masks a planted secret in every form', () => {
    fc.assert(
      fc.property(urlWithSecret, (url) => {
        expect(redactUrl(url)).not.toContain(PLANTED);
      }),
      { numRuns: 2000 },
    );
  });

  test('masks the password of every URL that can be registered', () => {
    fc.assert(
      fc.property(urls, credentials, (url, given) => {
        const text = withCredentials(url, given);
        expect(redactUrl(text)).not.toContain(PLANTED);
        expect(redactUrl(text)).toContain('***@');
      }),
    );
  });

  test('returns a URL without credentials unchanged', () => {
    fc.assert(
      fc.property(urls, (url) => {
        expect(redactUrl(url)).toBe(url);
      }),
    );
  });

  test('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.oneof(urlWithSecret, fc.string()), (url) => {
        expect(redactUrl(redactUrl(url))).toBe(redactUrl(url));
      }),
    );
  });

  test.each([
    ['http://name:s3cret@host/', 'http://name:***@host/'],
    ['http://name@realm:s3cret@host/', 'http://name@realm:***@host/'],
    ['http://@:s3cret@host/', 'http://@:***@host/'],
    ['http://s3cret@host/', 'http://***@host/'],
    ['http://name%3As3cret%40host/', 'http://***%40host/'],
    ['http:name:s3cret@host/', 'http:name:***@host/'],
    ['http://name:s3cret', 'http://name:***'],
    ['http://name:99999/', 'http://name:***/'],
    ['postgres://name:12/s3@cret@host/db', 'postgres://name:***@host/db'],
    ['postgres://name:s3/c@r/et@host/db', 'postgres://name:***@host/db'],
    ['http://name:s3cret@host:99999/', 'http://name:***@host:***/'],
    ['postgres://host:5432/db?user=me@tenant&password=s3&cret', 'postgres://host:5432/db?user=me@tenant&password=***'],
    ['http://host/?token=s3cret&mac=%MACD', 'http://host/?token=***&mac=%MACD'],
    ['host=db.example password=s3cret', 'host=db.example password=***'],
  ])('%s becomes %s', (url, shown) => {
    expect(redactUrl(url)).toBe(shown);
  });

  test.each([
    'http://host:8080/a@b:c',
    'http://[::1]:80/',
    'http://host/?author=me&keyword=x',
    'host:8080',
    'Daryna',
    '',
  ])('keeps %j', (text) => {
    expect(redactUrl(text)).toBe(text);
  });
});

describe('redactCredentials', () => {
  test('masks the password of every URL in a text', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(urls, credentials), { minLength: 1, maxLength: 3 }), (items) => {
        const text = items.map(([url, given]) => withCredentials(url, given)).join(' and ');
        const redacted = redactCredentials(text);
        expect(redacted).not.toContain(PLANTED);
        expect(redacted.split('***@')).toHaveLength(items.length + 1);
      }),
    );
  });

  test('masks a planted secret without blanks in every form', () => {
    // Without a scheme, only `name:password@` is recognized in a text, and a password ends at a blank.
    const inText = urlWithSecret.filter((url) => !/\s|^\/\//.test(url));
    fc.assert(
      fc.property(inText, fc.constantFrom('', 'GET ', '"', 'url=', 'url_invalid:'), (url, before) => {
        const text = `${before}${url}`;
        if (/^\w+:\/\//.test(url)) expect(redactCredentials(text)).not.toContain(PLANTED);
      }),
      { numRuns: 2000 },
    );
  });

  test('keeps URLs without credentials', () => {
    fc.assert(
      fc.property(urls, (url) => {
        expect(redactCredentials(`see ${url}, please`)).toBe(`see ${url}, please`);
      }),
    );
  });

  test.each(['see http://[2001:db8::1], please', '(http://[::1])', '[http://host/]'])('keeps %j', (text) => {
    expect(redactCredentials(text)).toBe(text);
  });

  test('continues a password with a blank to the "@"', () => {
    expect(redactCredentials('http://name:half of@it@host/ is wrong')).toBe('http://name:***@host/ is wrong');
  });

  test('takes time in proportion to the length of a text', () => {
    for (const part of ['http://a:x ', ',a', '?a=%;', '?a=b&', '?password=x', 'http://', 'a:@']) {
      expect(redactCredentials(part.repeat(20_000))).not.toBe('');
    }
  });
});

test('a redirect URL with credentials that no phone can use is refused', () => {
  const problemsOf = (text: string): string => {
    const parsed = parseRedirectUrl(text);
    return parsed.ok ? '' : parsed.problems.join(' ');
  };
  expect(problemsOf('http://name@realm:s3cret@host/')).toContain('write "@" as %40');
  expect(problemsOf('http://@:s3cret@host/')).toContain('write "@" as %40');
  expect(problemsOf('http://:s3cret@host/')).toContain('Its user name is empty.');
  expect(problemsOf('http://name:***@host/')).toContain('Write the password itself.');
  expect(problemsOf('http://host/?token=***')).toContain('Write the password itself.');
  for (const url of ['http://name:s3cret@host/', 'http://name:@host/', 'http://name@host/', 'http://n%40r:p@host/']) {
    expect(problemsOf(url)).toBe('');
  }
});

test('a refused redirect URL reveals no secret', () => {
  fc.assert(
    fc.property(urlWithSecret, (url) => {
      const parsed = parseRedirectUrl(url);
      if (!parsed.ok) expect(parsed.problems.join(' ')).not.toContain(PLANTED);
    }),
    { numRuns: 2000 },
  );
});
