import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { deregistrationLimit } from '../../../../provider/attributes/deregistration-limit.ts';
import { allowedHosts } from '../../../../provider/attributes/url-policy.ts';
import {
  certificates,
  macId,
  oneOf,
  providerName,
  redirectUrl,
  wholeNumber,
} from '../../../../provider/attributes/validators.ts';

test.each([
  ['a MAC-ID', macId, '7c:2f:80:82:0e:c0-55df'],
  ['a bare MAC', macId, '7C2F80820EC0'],
  ['a redirect URL', redirectUrl, 'http://provider.example/%DVID/%MACD.xml'],
  ['a provider name', providerName, 'Daryna'],
  ['one of the words', oneOf('fail', 'replace'), 'replace'],
])('%s is right', (_, validator, text) => {
  expect(validator.check(text)).toBeUndefined();
});

test('errors of a MAC-ID redact what may be its ID', () => {
  const problem = macId.check('7C2F80820EC0-A7B');
  expect(problem).toContain('"7C2F80820EC0-****" is not a MAC-ID.');
  expect(problem).toContain('3 characters after the hyphen');
  expect(problem).not.toContain('A7B');
});

test('reports all problems of a text, one per line', () => {
  expect(linesOf(redirectUrl.check('ftp://provider.example/%MACX'))).toHaveLength(3);
});

test('warns of format specifiers that the server may not accept', () => {
  expect(redirectUrl.check('http://%DURL/xml/%MACD.xml')).toEqual([
    expect.objectContaining({ severity: 'warning', summary: 'The redirect URL contains %DURL' }),
  ]);
  expect(linesOf(providerName.check(` ${'x'.repeat(300)}`))).toHaveLength(3);
});

test('reports an unknown word with the allowed ones', () => {
  expect(oneOf('fail', 'replace').check('Fail')).toBe('"Fail" is not one of "fail", "replace".');
});

test('quotes only the beginning of a long value', () => {
  const long = 'x'.repeat(100_000);
  const problems = [
    oneOf('fail').check(long),
    deregistrationLimit.check(long),
    allowedHosts.check([`${long}*`]),
    macId.check(long),
    providerName.check(long),
    redirectUrl.check(long),
  ];
  for (const problem of problems) expect(JSON.stringify(problem).length).toBeLessThan(1000);
});

describe('allowed hosts', () => {
  test('are suggested in ASCII', () => {
    expect(details(allowedHosts.check(['b\u00fccher.example']))).toContain('write xn--bcher-kva.example');
  });

  test('are reported by position, without credentials and without null', () => {
    expect(allowedHosts.check(['provider.example', 'http://daryna:geheim@provider.example/', null])).toMatchObject([
      { path: [1] },
      { path: [2] },
    ]);
    expect(details(allowedHosts.check(['http://daryna:geheim@provider.example/']))).not.toContain('geheim');
  });
});

describe('max_deregistrations', () => {
  test.each(['0', '50', '999999999999', '0%', '50%', '50.5%', ' 50 % ', '100%'])('may be %j', (text) => {
    expect(deregistrationLimit.check(text)).toBeUndefined();
  });

  test.each(['', '%', '-1', '0.5', '1e3', '101%', '100.001%', '50%%', '\u0665\u0660%', '50 percent'])(
    'may not be %j',
    (text) => {
      expect(deregistrationLimit.check(text)).toContain('neither a number of phones');
    },
  );
});

test.each([
  [1, undefined],
  [100, undefined],
  [0, '0 is not between 1 and 100.'],
  [101, '101 is not between 1 and 100.'],
])('a number between 1 and 100: %d', (value, problem) => {
  expect(wholeNumber(1, 100).check(value)).toBe(problem);
});

describe('certificates', () => {
  const [first = '', second = ''] = rootCertificates;

  test('may be one or several with text between them', () => {
    expect(new X509Certificate(first).ca).toBe(true);
    expect(certificates.check(first)).toBeUndefined();
    expect(certificates.check(`# ours\r\n${first}\n\n# theirs\n${second}\n`)).toBeUndefined();
  });

  test('may not be a file name', () => {
    expect(certificates.check('ca.pem')).toContain('file("ca.pem")');
  });

  test('are reported by position if damaged', () => {
    const damaged = second.replace(/^M.*$/m, '');
    expect(certificates.check(`${first}\n${damaged}`)).toBe('Certificate 2 of 2 cannot be read: it is damaged.');
    expect(certificates.check(second.slice(0, 200))).toContain('A certificate in PEM format');
  });
});

const details = (problem: unknown): string => JSON.stringify(problem);
const linesOf = (problem: unknown) => (typeof problem === 'string' ? problem.split('\n') : problem);
