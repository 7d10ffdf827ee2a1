import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { charsetOf, createDecoder, decode, XmlRpcSyntaxError } from '#xmlrpc';

const macId = '7C2F80820EC0-55DF';
const otherMacId = '7C2F80208295-1910';
const url = 'http://172.29.0.103/plainxml/42/2/xml/7C2F80820EC0.xml';
const template = 'http://172.29.0.103/plainxml/%DVID/xml/%MACD.xml';

describe('the documents of the vendor manual', () => {
  test.each([
    ['registerDevice.xml', 'autoprov.registerDevice', [macId, url, 'Daryna']],
    ['deregisterDevice.xml', 'autoprov.deregisterDevice', [macId]],
    ['registerDeviceList.xml', 'autoprov.registerDeviceList', [[macId, otherMacId], template, 'Daryna']],
    ['deregisterDeviceList.xml', 'autoprov.deregisterDeviceList', [[macId, otherMacId]]],
    ['listDevices.xml', 'autoprov.listDevices', []],
    ['listDevices-name.xml', 'autoprov.listDevices', ['Daryna']],
    ['checkDevice.xml', 'autoprov.checkDevice', [macId]],
  ])('%s decodes', (file, method, params) => {
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

describe('encoding', () => {
  const text = 'M\u00fcller\u{1f4de}';
  test.each([
    ['UTF-8 without a declaration', Buffer.from(call(text))],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${declared('utf-8')}${call(text)}`)],
    ['UTF-8 after a blank', Buffer.from(` ${declared('UTF-8')}${call(text)}`)],
    ['UTF-16 LE with a byte order mark', Buffer.from(`\ufeff${declared('UTF-16')}${call(text)}`, 'utf16le')],
    ['UTF-16 LE without a byte order mark', Buffer.from(`${declared('UTF-16')}${call(text)}`, 'utf16le')],
    ['UTF-16 LE without a declaration', Buffer.from(call(text), 'utf16le')],
    ['UTF-16 LE by its full name', Buffer.from(`${declared('utf-16le')}${call(text)}`, 'utf16le')],
    ['UTF-16 BE with a byte order mark', utf16be(`\ufeff${declared('UTF-16')}${call(text)}`)],
    ['UTF-16 BE without a byte order mark', utf16be(`${declared('UTF-16')}${call(text)}`)],
    ['UTF-16 BE without a declaration', utf16be(call(text))],
    ['UTF-16 BE by its full name', utf16be(`${declared('UTF-16BE')}${call(text)}`)],
  ])('%s is detected', (_, document) => {
    expect(methodOf(document)).toBe(text);
    // A charset of the transport does not override what the bytes prove.
    if (document.includes(0) || document[0] === 0xef) expect(methodOf(document, 'iso-8859-1')).toBe(text);
  });

  test.each([
    ['ISO-8859-1', '\u0080\u00e4\u00ff'],
    ['latin1', '\u0080\u00e4\u00ff'],
    ['windows-1252', '\u20ac\u00e4\u00ff'],
    ['Windows-1252', '\u20ac\u00e4\u00ff'],
    ['ISO-8859-15', '\u0080\u00e4\u00ff'],
  ])('%s with one byte per character decodes', (encoding, text) => {
    const body = Buffer.concat([Buffer.from(declared(encoding)), Buffer.from(call('\u0080\u00e4\u00ff'), 'latin1')]);
    expect(methodOf(body)).toBe(text);
    expect(methodOf(Buffer.from(call('\u0080\u00e4\u00ff'), 'latin1'), encoding)).toBe(text);
  });

  test('all of windows-1252 decodes, including its undefined characters', () => {
    const upper = Buffer.from(Array.from({ length: 128 }, (_, index) => 128 + index));
    const document = Buffer.concat([
      Buffer.from(`${declared('windows-1252')}<methodCall><methodName>`),
      upper,
      Buffer.from('</methodName></methodCall>'),
    ]);
    // The WHATWG encoding standard maps unassigned bytes to the control characters of the same number.
    const whatwg =
      '\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178';
    expect(methodOf(document)).toBe(whatwg + upper.subarray(32).toString('latin1'));
  });

  test('of the transport takes precedence over that of the declaration, and a byte order mark over both', () => {
    const latin1 = Buffer.from(`${declared('utf-8')}${call('\u00e4')}`, 'latin1');
    expect(methodOf(latin1, 'iso-8859-1')).toBe('\u00e4');
    expect(methodOf(Buffer.from(`${declared('x-unheard-of')}${call('\u00e4')}`), 'UTF-8')).toBe('\u00e4');
    const marked = Buffer.from(`\ufeff${declared('iso-8859-1')}${call('\u00e4')}`);
    expect(methodOf(marked, 'iso-8859-1')).toBe('\u00e4');
    expect(() => methodOf(Buffer.from(call('a')), 'utf-16')).toThrow('the bytes are in another one');
  });

  test.each([
    ['text/xml', undefined],
    [undefined, undefined],
    ['text/xml; charset=iso-8859-1', 'iso-8859-1'],
    ['text/xml;CHARSET="UTF-8"; x=y', 'UTF-8'],
    ['text/xml; charset=', undefined],
    [';;;', undefined],
  ])('of the content type %j is %j', (contentType, charset) => {
    expect(charsetOf(contentType)).toBe(charset);
  });

  test('of the transport is ignored if it is unknown', () => {
    expect(methodOf(Buffer.from(call('\u00e4')), 'x-unheard-of')).toBe('\u00e4');
  });

  test('declared in a string is ignored', () => {
    expect(decode(`${declared('UTF-16')}${call('\u00e4')}`)).toMatchObject({ method: '\u00e4' });
  });

  test.each([
    ['UTF-16 declared in UTF-8', Buffer.from(`${declared('UTF-16')}${call('a')}`), 'its bytes are in another one'],
    [
      'UTF-8 declared in UTF-16',
      Buffer.from(`${declared('UTF-8')}${call('a')}`, 'utf16le'),
      'its bytes are in another one',
    ],
    [
      'UTF-16BE declared in UTF-16LE',
      Buffer.from(`${declared('UTF-16BE')}${call('a')}`, 'utf16le'),
      'its bytes are in another one',
    ],
    [
      'ISO-8859-1 declared after the byte order mark of UTF-8',
      Buffer.from(`\ufeff${declared('ISO-8859-1')}${call('a')}`),
      'its bytes are in another one',
    ],
    [
      'UTF-8 declared in ISO-8859-1',
      Buffer.from(`${declared('UTF-8')}${call('\u00e4')}`, 'latin1'),
      'is not valid utf-8',
    ],
    ['no declaration in ISO-8859-1', Buffer.from(call('\u00e4'), 'latin1'), 'is not valid utf-8'],
    ['US-ASCII declared in UTF-8', Buffer.from(`${declared('US-ASCII')}${call('\u00e4')}`), 'is not valid us-ascii'],
    [
      'an unknown encoding',
      Buffer.from(`${declared('x-unheard-of')}${call('a')}`),
      'the encoding "x-unheard-of" is unknown',
    ],
    [
      'a control character, which a fault could not repeat',
      Buffer.from(`${declared('a\u001d')}${call('a')}`),
      'the declared encoding is not a valid name of one',
    ],
    [
      'an incomplete character at the end',
      Buffer.concat([Buffer.from(call('a')), Buffer.of(0xe2, 0x82)]),
      'is not valid utf-8',
    ],
    ['a lone surrogate', utf16be(`${declared('UTF-16')}${call('a\ud83d')}`), 'is not valid utf-16be'],
  ])('that is wrong is rejected: %s', (_, document, problem) => {
    expect(() => methodOf(document)).toThrow(XmlRpcSyntaxError);
    expect(() => methodOf(document)).toThrow(problem);
  });
});
