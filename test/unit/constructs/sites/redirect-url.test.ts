import { TerraformStack, TerraformVariable, Testing } from 'cdktn';
import fc from 'fast-check';
import { RedirectUrl } from 'gigaset-redirect/cdktn';
import { parseRedirectUrl } from 'gigaset-redirect/client';

const base = RedirectUrl.of('https://provider.example');

test.each([
  ['a MAC', base.macd(), 'https://provider.example/%MACD.xml'],
  ['another extension', base.macd('.cfg'), 'https://provider.example/%MACD.cfg'],
  ['no extension', base.macd(''), 'https://provider.example/%MACD'],
  ['a path', base.path('xml', 'maxwell 10').macd(), 'https://provider.example/xml/maxwell%2010/%MACD.xml'],
  ['a device ID', base.dvid().macd(), 'https://provider.example/%DVID/%MACD.xml'],
  [
    'one slash after the host',
    RedirectUrl.of('http://provider.example:8080/').macd(),
    'http://provider.example:8080/%MACD.xml',
  ],
  ['a complete URL', RedirectUrl.of('http://provider.example/?%MACD'), 'http://provider.example/?%MACD'],
])('assembles %s', (_, url, expected) => {
  expect(url.toString()).toBe(expected);
});

test('each method returns a new URL', () => {
  base.path('xml');
  expect(base.toString()).toBe('https://provider.example');
});

test('any path and extension make a valid redirect URL', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), { maxLength: 5 }),
      (segments) => {
        fc.pre(segments.every((segment) => !segment.includes('${')));
        expect(
          parseRedirectUrl(
            base
              .path(...segments)
              .macd()
              .toString(),
          ).ok,
        ).toBe(true);
      },
    ),
  );
});

test.each([
  ['an unknown placeholder', () => RedirectUrl.of('https://provider.example/%MAC.xml'), /write %MACD/],
  ['a missing host', () => RedirectUrl.of('https://'), /is not a redirect URL/],
  ['credentials', () => RedirectUrl.of('https://phone:secret@provider.example'), /^(?!.*secret).*urlCredentials/],
  ['an appended path after a query', () => RedirectUrl.of('https://provider.example/?a').macd(), /query/],
  ['a text that is not a token', () => RedirectUrl.fromToken('https://provider.example'), /takes a token/],
])('refuses %s', (_, make, message) => {
  expect(make).toThrow(message);
});

test('does not parse a token', () => {
  const stack = new TerraformStack(Testing.app(), 'stack');
  const { stringValue: server } = new TerraformVariable(stack, 'server', { type: 'string' });
  expect(RedirectUrl.fromToken(server).toString()).toBe(server);
  expect(RedirectUrl.of(`https://${server}`).macd().toString()).toBe(`https://${server}/%MACD.xml`);
  expect(base.path(server).macd(server).toString()).toBe(`https://provider.example/${server}/%MACD${server}`);
  expect(RedirectUrl.of('https://${var.server}').macd().toString()).toBe('https://${var.server}/%MACD.xml');
});

test('the type of a URL without http or https does not match', () => {
  // @ts-expect-error A phone cannot be led to FTP.
  expect(() => RedirectUrl.of('ftp://provider.example')).toThrow(/http/);
});
