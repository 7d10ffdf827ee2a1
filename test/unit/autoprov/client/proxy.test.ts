import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findProxy, type Environment } from '#autoprov';

/** The origin of the proxy that is found, undefined for none, or the problems. */
function proxyFor(target: string, environment: Environment): string | undefined | readonly string[] {
  const found = findProxy(new URL(target), environment);
  if (!found.ok) return found.problems;
  return found.value === undefined ? undefined : `${found.value.url.protocol}//${found.value.url.host}`;
}

describe('the environment variables of a proxy', () => {
  const http = 'http://redirect.example/';
  const https = 'https://redirect.example/';
  test.each<[string, string, Environment, string | undefined]>([
    ['HTTP_PROXY applies to http', http, { HTTP_PROXY: 'http://p:1' }, 'http://p:1'],
    ['HTTP_PROXY does not apply to https', https, { HTTP_PROXY: 'http://p:1' }, undefined],
    ['HTTPS_PROXY applies to https', https, { HTTPS_PROXY: 'http://p:1' }, 'http://p:1'],
    ['HTTPS_PROXY does not apply to http', http, { HTTPS_PROXY: 'http://p:1' }, undefined],
    ['ALL_PROXY applies to both', https, { ALL_PROXY: 'socks5://p:1' }, 'socks5://p:1'],
    [
      'the variable of the scheme precedes ALL_PROXY',
      http,
      { ALL_PROXY: 'http://a', http_proxy: 'http://b' },
      'http://b',
    ],
    ['lower case is accepted', https, { https_proxy: 'http://p:1' }, 'http://p:1'],
    ['upper case precedes lower case', https, { https_proxy: 'http://a', HTTPS_PROXY: 'http://b' }, 'http://b'],
    ['an empty variable counts as unset', https, { HTTPS_PROXY: '', https_proxy: 'http://p' }, 'http://p'],
    ['blanks count as unset', https, { HTTPS_PROXY: ' ' }, undefined],
    [
      'a value without a scheme is an HTTP proxy',
      https,
      { HTTPS_PROXY: 'proxy.example:3128' },
      'http://proxy.example:3128',
    ],
    ['credentials are separated', https, { HTTPS_PROXY: 'http://u:p%40ss@p:1' }, 'http://p:1'],
    ['HTTP_PROXY is ignored in a CGI program', http, { HTTP_PROXY: 'http://p', REQUEST_METHOD: 'GET' }, undefined],
    ['localhost is reached directly', 'http://localhost:8080/', { HTTP_PROXY: 'http://p' }, undefined],
    ['127.0.0.0/8 is reached directly', 'http://127.1.2.3/', { HTTP_PROXY: 'http://p' }, undefined],
    ['::1 is reached directly', 'https://[::1]/', { HTTPS_PROXY: 'http://p' }, undefined],
  ])('%s', (_title, target, environment, expected) => {
    expect(proxyFor(target, environment)).toBe(expected);
  });

  test('returns decoded credentials and the name of the variable', () => {
    expect(findProxy(new URL(https), { https_proxy: 'http://u:p%40ss@p:1' })).toEqual({
      ok: true,
      value: { url: new URL('http://p:1'), credentials: { username: 'u', password: 'p@ss' }, variable: 'https_proxy' },
    });
  });

  test.each(['ftp://p', 'http://', 'http://p:99999', '://p'])('rejects %j without repeating it', (value) => {
    const problems = proxyFor(https, { HTTPS_PROXY: value });
    expect(problems).toEqual(['HTTPS_PROXY is not the URL of a proxy.', expect.any(String)]);
  });

  test('never repeats the credentials of an invalid value', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{8}$/), fc.constantFrom('ftp://', 'http://', ''), (secret, scheme) => {
        const problems = proxyFor(https, { HTTPS_PROXY: `${scheme}u:${secret}@:x` });
        expect(JSON.stringify(problems)).not.toContain(secret);
      }),
    );
  });
});

describe('NO_PROXY', () => {
  test.each<[string, string, boolean]>([
    ['*', 'https://redirect.example/', true],
    ['redirect.example', 'https://redirect.example/', true],
    ['REDIRECT.example', 'https://redirect.EXAMPLE/', true],
    ['example', 'https://redirect.example/', true],
    ['.example', 'https://redirect.example/', true],
    ['*.example', 'https://redirect.example/', true],
    ['.redirect.example', 'https://redirect.example/', false],
    ['direct.example', 'https://redirect.example/', false],
    ['other.example, redirect.example', 'https://redirect.example/', true],
    ['redirect.example:443', 'https://redirect.example/', true],
    ['redirect.example:8443', 'https://redirect.example/', false],
    ['redirect.example:8443', 'https://redirect.example:8443/', true],
    ['10.1.2.3', 'http://10.1.2.3/', true],
    ['10.1.2.3:80', 'http://10.1.2.3/', true],
    ['10.1.2.3:81', 'http://10.1.2.3/', false],
    ['10.0.0.0/8', 'http://10.1.2.3/', true],
    ['10.0.0.0/8', 'http://11.1.2.3/', false],
    ['10.0.0.0/8', 'http://redirect.example/', false],
    ['fd00::/8', 'http://[fd12::1]/', true],
    ['fd12::1', 'http://[fd12::1]/', true],
    ['[fd12::1]:80', 'http://[fd12::1]/', true],
    ['[fd12::1]:81', 'http://[fd12::1]/', false],
    [' , ,', 'http://redirect.example/', false],
    ['10.0.0.0/99', 'http://10.1.2.3/', false],
  ])('%j and %s: direct is %j', (exceptions, target, isDirect) => {
    const environment = { ALL_PROXY: 'http://p', NO_PROXY: exceptions };
    expect(proxyFor(target, environment)).toBe(isDirect ? undefined : 'http://p');
  });

  test('accepts any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '1', '.', ':', '/', '*', ',', '[', ']', ' ', '-', '%') }),
        (exceptions) => {
          expect(['http://p', undefined]).toContain(
            proxyFor('http://10.1.2.3:80/', { ALL_PROXY: 'http://p', NO_PROXY: exceptions }),
          );
        },
      ),
    );
  });
});
