import fc from 'fast-check';
import { decodeDeviceFile } from '#autoprov';

const text = 'mac_id;provider_name\n7C2F80820EC0-55DF;M\u00fcller\n';
const utf16 = Buffer.from(text, 'utf16le');
const swapped = Buffer.from(utf16).swap16();

test.each([
  ['UTF-8', Buffer.from(text)],
  ['UTF-16 with a byte order mark', Buffer.concat([Buffer.of(0xff, 0xfe), utf16])],
  ['big-endian UTF-16 with a byte order mark', Buffer.concat([Buffer.of(0xfe, 0xff), swapped])],
  ['UTF-16 without a byte order mark', utf16],
  ['big-endian UTF-16 without a byte order mark', swapped],
  ['windows-1252', Buffer.from(text, 'latin1')],
])('decodes %s', (_, bytes) => {
  expect(decodeDeviceFile(bytes)).toEqual({ ok: true, value: text });
});

test.each([
  ['.xlsx', Buffer.from('PK\u0003\u0004\u0014')],
  ['.xls', Buffer.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1)],
])('names an Excel workbook (%s)', (kind, bytes) => {
  expect(decodeDeviceFile(bytes)).toMatchObject({
    ok: false,
    problems: [expect.stringContaining(kind), expect.any(String)],
  });
});

test('decodes everything that UTF-8 and UTF-16 can represent', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (end) => {
      const whole = `mac_id\n${end}`;
      expect(decodeDeviceFile(Buffer.from(whole))).toEqual({ ok: true, value: whole });
      expect(decodeDeviceFile(Buffer.from(whole, 'utf16le'))).toEqual({ ok: true, value: whole });
    }),
  );
});

test('never throws', () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => void decodeDeviceFile(bytes)));
});
