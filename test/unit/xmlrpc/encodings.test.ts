import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDecoder, decode, XmlRpcSyntaxError } from '#xmlrpc';

const macId = '7C2F80820EC0-55DF';
const otherMacId = '7C2F80208295-1910';
const url = 'http://172.29.0.103/plainxml/42/2/xml/7C2F80820EC0.xml';
const template = 'http://172.29.0.103/plainxml/%DVID/xml/%MACD.xml';

describe('the documents of the vendor manual, as they stand', () => {
  test.each([
    ['registerDevice.xml', 'autoprov.registerDevice', [macId, url, 'Daryna']],
    ['deregisterDevice.xml', 'autoprov.deregisterDevice', [macId]],
    ['registerDeviceList.xml', 'autoprov.registerDeviceList', [[macId, otherMacId], template, 'Daryna']],
    ['deregisterDeviceList.xml', 'autoprov.deregisterDeviceList', [[macId, otherMacId]]],
    ['listDevices.xml', 'autoprov.listDevices', []],
    ['listDevices-name.xml', 'autoprov.listDevices', ['Daryna']],
    ['checkDevice.xml', 'autoprov.checkDevice', [macId]],
  ])('%s is read', (file, method, params) => {
    const document = readFileSync(join(import.meta.dirname, '../../support/documents', file));
    const call = { kind: 'call', method, params };
    expect(decode(document)).toEqual(call);
    expect(decode(document.toString())).toEqual(call);
    expect(decode(Buffer.from(`\ufeff\u00a0\n${document.toString()}\u00a0\n`))).toEqual(call);
    const decoder = createDecoder();
    for (const byte of document) decoder.write(Uint8Array.of(byte));
    expect(decoder.end()).toEqual(call);
  });
});

const declared = (encoding: string): string => `<?xml version="1.0" encoding="${encoding}"?>`;
const call = (name: string): string => `<methodCall><methodName>${name}</methodName></methodCall>`;
const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();

function methodOf(document: Uint8Array, charset?: string): string {
  const message = decode(document, charset === undefined ? {} : { charset });
  return message.kind === 'call' ? message.method : message.kind;
}

describe('an encoding', () => {
  const text = 'M\u00fcller\u{1f4de}';
  test.each([
    ['UTF-8 that says nothing', Buffer.from(call(text))],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${declared('utf-8')}${call(text)}`)],
    ['UTF-8 behind a blank', Buffer.from(` ${declared('UTF-8')}${call(text)}`)],
    ['UTF-16 LE with a byte order mark', Buffer.from(`\ufeff${declared('UTF-16')}${call(text)}`, 'utf16le')],
    ['UTF-16 LE without', Buffer.from(`${declared('UTF-16')}${call(text)}`, 'utf16le')],
    ['UTF-16 LE that says nothing', Buffer.from(call(text), 'utf16le')],
    ['UTF-16 LE by its full name', Buffer.from(`${declared('utf-16le')}${call(text)}`, 'utf16le')],
    ['UTF-16 BE with a byte order mark', utf16be(`\ufeff${declared('UTF-16')}${call(text)}`)],
    ['UTF-16 BE without', utf16be(`${declared('UTF-16')}${call(text)}`)],
    ['UTF-16 BE that says nothing', utf16be(call(text))],
    ['UTF-16 BE by its full name', utf16be(`${declared('UTF-16BE')}${call(text)}`)],
  ])('%s is read', (_, document) => {
    expect(methodOf(document)).toBe(text);
    // A charset of the transport does not overrule what the bytes leave no doubt of.
    if (document.includes(0) || document[0] === 0xef) expect(methodOf(document, 'iso-8859-1')).toBe(text);
  });

  test.each([
    ['ISO-8859-1', '\u0080\u00e4\u00ff'],
    ['latin1', '\u0080\u00e4\u00ff'],
    ['windows-1252', '\u20ac\u00e4\u00ff'],
    ['Windows-1252', '\u20ac\u00e4\u00ff'],
    ['ISO-8859-15', '\u0080\u00e4\u00ff'],
  ])('%s of one byte a character is read', (encoding, text) => {
    const body = Buffer.concat([Buffer.from(declared(encoding)), Buffer.from(call('\u0080\u00e4\u00ff'), 'latin1')]);
    expect(methodOf(body)).toBe(text);
    expect(methodOf(Buffer.from(call('\u0080\u00e4\u00ff'), 'latin1'), encoding)).toBe(text);
  });

  test('all of windows-1252 is read, also where Unicode has nothing', () => {
    const upper = Buffer.from(Array.from({ length: 128 }, (_, index) => 128 + index));
    const document = Buffer.concat([
      Buffer.from(`${declared('windows-1252')}<methodCall><methodName>`),
      upper,
      Buffer.from('</methodName></methodCall>'),
    ]);
    // The rule of the WHATWG: what is not assigned stands for itself.
    const whatwg =
      '\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178';
    expect(methodOf(document)).toBe(whatwg + upper.subarray(32).toString('latin1'));
  });

  test('that the document states counts more than one that the transport states', () => {
    expect(methodOf(Buffer.from(`${declared('utf-8')}${call('\u00e4')}`), 'iso-8859-1')).toBe('\u00e4');
  });

  test('that the transport states and nobody knows counts for nothing', () => {
    expect(methodOf(Buffer.from(call('\u00e4')), 'x-unheard-of')).toBe('\u00e4');
  });

  test('means nothing in text that is text already', () => {
    expect(decode(`${declared('UTF-16')}${call('\u00e4')}`)).toMatchObject({ method: '\u00e4' });
  });

  test.each([
    [
      'UTF-16 in bytes of UTF-8',
      Buffer.from(`${declared('UTF-16')}${call('a')}`),
      'its bytes are not in that encoding',
    ],
    [
      'UTF-8 in bytes of UTF-16',
      Buffer.from(`${declared('UTF-8')}${call('a')}`, 'utf16le'),
      'its bytes are not in that encoding',
    ],
    [
      'UTF-16BE in bytes of UTF-16LE',
      Buffer.from(`${declared('UTF-16BE')}${call('a')}`, 'utf16le'),
      'its bytes are not in that encoding',
    ],
    [
      'ISO-8859-1 behind the mark of UTF-8',
      Buffer.from(`\ufeff${declared('ISO-8859-1')}${call('a')}`),
      'its bytes are not in that encoding',
    ],
    [
      'UTF-8 in bytes of ISO-8859-1',
      Buffer.from(`${declared('UTF-8')}${call('\u00e4')}`, 'latin1'),
      'is taken for utf-8, but its bytes are not',
    ],
    [
      'nothing in bytes of ISO-8859-1',
      Buffer.from(call('\u00e4'), 'latin1'),
      'is taken for utf-8, but its bytes are not',
    ],
    [
      'US-ASCII in bytes of UTF-8',
      Buffer.from(`${declared('US-ASCII')}${call('\u00e4')}`),
      'is taken for us-ascii, but its bytes are not',
    ],
    [
      'one that nobody knows',
      Buffer.from(`${declared('x-unheard-of')}${call('a')}`),
      'the encoding "x-unheard-of" is not known',
    ],
    [
      'a control character, which no fault could repeat',
      Buffer.from(`${declared('a\u001d')}${call('a')}`),
      'what it states as its encoding is not the name of one',
    ],
    [
      'half a character at the end',
      Buffer.concat([Buffer.from(call('a')), Buffer.of(0xe2, 0x82)]),
      'is taken for utf-8',
    ],
    ['half a surrogate', utf16be(`${declared('UTF-16')}${call('a\ud83d')}`), 'is taken for utf-16be'],
  ])('that lies is refused: %s', (_, document, problem) => {
    expect(() => methodOf(document)).toThrow(XmlRpcSyntaxError);
    expect(() => methodOf(document)).toThrow(problem);
  });
});
