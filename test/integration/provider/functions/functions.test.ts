import fc from 'fast-check';
import { expandUrl, normalizeMac } from '../../../../provider/functions/index.ts';
import { spelledMacIds, spelledMacs } from '../../../unit/autoprov/spellings.ts';
import { failureOf } from '../failure.ts';

const url = 'http://172.29.0.103/plainxml/%DVID/xml/%MACD.xml';

describe('normalize_mac', () => {
  test('maps any spelling to the MAC, and is idempotent', () => {
    fc.assert(
      fc.property(fc.oneof(spelledMacs, spelledMacIds('every')), ({ mac, text }) => {
        expect(normalizeMac.call(text)).toBe(mac);
        expect(normalizeMac.call(normalizeMac.call(text))).toBe(mac);
      }),
    );
  });

  test('refuses any other text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789abcdefABCDEF:-. Gx'.split('')) }), (text) => {
        const digits = text.replace(/[^0-9a-f]/gi, '').toUpperCase();
        try {
          const mac = normalizeMac.call(text);
          expect(mac).toMatch(/^[0-9A-F]{12}$/);
          expect(digits.startsWith(mac)).toBe(true);
        } catch (error) {
          expect(error).toMatchObject({ name: 'FunctionError', argument: 0 });
        }
      }),
    );
  });

  test('does not repeat an ID in its errors', () => {
    fc.assert(
      fc.property(spelledMacIds('disjoint'), fc.nat(), ({ text, id }, at) => {
        // Replace a digit of the MAC by another character.
        const digits = [...text.matchAll(/[A-F]/gi)];
        const { index } = digits[at % digits.length] ?? { index: 0 };
        const { message, argument } = failureOf(() =>
          normalizeMac.call(`${text.slice(0, index)}x${text.slice(index + 1)}`),
        );
        expect(argument).toBe(0);
        expect(message.replace(/7C2F80820EC0-55DF|\b12 hex|\b4-char|0-9/g, '')).not.toContain(id);
      }),
    );
  });

  test('explains the mistake', () => {
    expect(failureOf(() => normalizeMac.call('7C2F8082-0EC0')).message).toBe(
      '"7C2F8082-****" is not a MAC-ID.\n' +
        "A MAC-ID is 12 hex digits, a hyphen and the 4-character ID from the phone's label, as in 7C2F80820EC0-55DF.\n" +
        'This one has 8 digits before the hyphen.',
    );
  });
});

describe('expand_url', () => {
  test('inserts MAC and device ID anywhere, from any spelling', () => {
    expect(expandUrl.call(url, '7c:2f:80:82:0e:c0', '42/2')).toBe(
      'http://172.29.0.103/plainxml/42/2/xml/7C2F80820EC0.xml',
    );
    expect(expandUrl.call('https://%MACD.provider.example/%MACD?at=%DVID', '7C2F80820EC0-55DF', '42/2')).toBe(
      'https://7C2F80820EC0.provider.example/7C2F80820EC0?at=42/2',
    );
  });

  test('replaces all placeholders and nothing else', () => {
    const part = fc.constantFrom('xml', '%MACD', '%DVID', '%20', 'a-b', '%25');
    const deviceIds = fc.tuple(fc.nat(999_999), fc.nat(999_999)).map((numbers) => numbers.join('/'));
    fc.assert(
      fc.property(fc.array(part), spelledMacIds('every'), deviceIds, (parts, { mac, id, text }, deviceId) => {
        const filledIn: Readonly<Record<string, string>> = { '%MACD': mac, '%DVID': deviceId };
        const expanded = expandUrl.call(`http://provider.example/${parts.join('/')}`, text, deviceId);
        expect(expanded).toBe(`http://provider.example/${parts.map((one) => filledIn[one] ?? one).join('/')}`);
        expect(expanded.replaceAll(mac, '').replaceAll(deviceId, '')).not.toContain(`-${id}`);
      }),
    );
  });

  test.each([[[]], [[null]]])('needs no device ID for a URL without %%DVID: %j', (deviceId) => {
    expect(expandUrl.call('http://provider.example/%MACD.xml', '7C2F80820EC0', ...deviceId)).toBe(
      'http://provider.example/7C2F80820EC0.xml',
    );
  });

  test.each<[string, Parameters<typeof expandUrl.call>, number, string]>([
    ['a URL of another kind', ['ftp://provider.example/', '7C2F80820EC0'], 0, 'It must start with http:// or https://'],
    ['an unknown placeholder', ['http://provider.example/%MAC.xml', '7C2F80820EC0'], 0, '"%MAC" is not a placeholder'],
    ['a device ID that is missing', [url, '7C2F80820EC0'], 0, 'Give that as the third argument'],
    ['a device ID that is null', [url, '7C2F80820EC0', null], 0, 'Give that as the third argument'],
    ['a MAC that is too short', [url, '7C2F80820EC', '42/2'], 1, 'This one has 11 digits.'],
    ['a device ID of another shape', [url, '7C2F80820EC0', '42'], 2, 'two numbers with a slash between them'],
    ['a device ID that leads elsewhere', [url, '7C2F80820EC0', '../etc'], 2, 'two numbers with a slash between them'],
    ['two device IDs', [url, '7C2F80820EC0', '42/2', '42/3'], 3, 'give one at most'],
  ])('%s is an error at that argument', (_, args, argument, words) => {
    expect(failureOf(() => expandUrl.call(...args))).toEqual({ argument, message: expect.stringContaining(words) });
  });

  test('does not repeat the password of an invalid URL', () => {
    const { message } = failureOf(() => expandUrl.call('http://user:s3cret@provider.example/%MAC', '7C2F80820EC0'));
    expect(message).toContain('http://user:***@provider.example');
    expect(message).not.toContain('s3cret');
  });
});
