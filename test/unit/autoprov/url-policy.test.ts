import fc from 'fast-check';
import { credentials, urls } from './urls.ts';
import { isHostPattern, parseRedirectUrl, urlPolicyViolation, withCredentials } from '#autoprov';

const breaks = (url: string, ...allowedHosts: readonly string[]) =>
  urlPolicyViolation({ allowedHosts, requireHttps: false }, url);

describe('the host of a URL is allowed', () => {
  test.each([
    ['http://provider.example/', 'provider.example'],
    ['HTTP://Provider.EXAMPLE:8443', 'PROVIDER.example'],
    ['http://provider.example./', 'provider.example'],
    ['http://provider.example/', 'provider.example.'],
    ['http://my_pbx.local/', 'my_pbx.local'],
    ['http://user:p%40ss@provider.example/', 'provider.example'],
    ['http://a.b.provider.example/', '*.provider.example'],
    ['http://%MACD.provider.example/', '*.provider.example'],
    ['http://[2001:DB8:0:0::1]:80/', '[2001:db8::1]'],
    ['http://172.29.0.103/', '172.29.0.103'],
  ])('%s by %s', (url, allowed) => {
    expect(isHostPattern(allowed)).toBe(true);
    expect(breaks(url, allowed)).toBeUndefined();
  });
});

describe('the host of a URL is refused', () => {
  test.each([
    'http://provider.example@evil.example/',
    'http://provider.example:80@evil.example/',
    'http://evil.example/@provider.example',
    'http://evil.example?@provider.example',
    'http://evil.example#@provider.example',
    'http://evil.example\\@provider.example/',
    'http://evil.example\t.provider.example/',
    'http://evil.example;.provider.example/',
    'http://evil.example%2F.provider.example/',
    'http://provider.example.evil.example/',
    'http://evilprovider.example/',
    'http://.provider.example/',
    'http://*.provider.example/',
    'http://%DVID.provider.example/',
    'http://%DURL.provider.example/',
    'http:///provider.example/',
    'provider.example',
  ])('%s', (url) => {
    expect(breaks(url, 'provider.example', '*.provider.example')).toBe('host');
  });

  test('unless the list contains it, whatever the rest of the URL and the credentials are', () => {
    fc.assert(
      fc.property(urls, credentials, (url, given) => {
        const whole = withCredentials(url, given);
        expect(breaks(whole, 'evil.test', '*.evil.test')).toBe('host');
        expect(breaks(whole)).toBe('host');
        const host = /^[^/]*\/\/(\[[^\]]*\]|[^/:?#]*)/.exec(url)?.[1]?.replace('%MACD', '*') ?? '';
        expect(breaks(whole, host)).toBeUndefined();
      }),
    );
  });
});

test('a URL that parses has a host that a pattern can name', () => {
  const characters = fc.constantFrom(...Array.from('aZ0-_.*;[]\u00fc'));
  fc.assert(
    fc.property(fc.string({ unit: characters, minLength: 1, maxLength: 70 }), (host) => {
      if (parseRedirectUrl(`http://${host}/`).ok) expect(isHostPattern(host)).toBe(true);
    }),
  );
});

test.each([
  '',
  '*',
  '*.',
  '*.*.example',
  'a*.example',
  'a..b',
  '::1',
  '[::1',
  '*.[::1]',
  'a:80',
  'a/',
  'http://a',
  ' a',
])('%j is no pattern', (text) => {
  expect(isHostPattern(text)).toBe(false);
});
