import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { asDecoded, methodNames, texts, values } from './values.ts';
import {
  createDecoder,
  decode,
  encodeCall,
  encodeFault,
  encodeResponse,
  encodeResponseStream,
  XmlRpcValueError,
  type XmlRpcMessage,
  type XmlRpcValue,
} from '#xmlrpc';

/** Decodes in chunks of these sizes, used in turn. Overwrites each chunk afterwards, as a socket reuses its buffer. */
function decodeInChunks(document: Uint8Array, sizes: readonly number[]): XmlRpcMessage {
  const decoder = createDecoder();
  for (let from = 0, turn = 0; from < document.length; turn++) {
    const chunk = Uint8Array.from(document.subarray(from, from + (sizes[turn % sizes.length] ?? 1)));
    from += chunk.length;
    decoder.write(chunk);
    chunk.fill(0x3c);
  }
  return decoder.end();
}

const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20_000 })), {
  minLength: 1,
  maxLength: 5,
});

describe('any value', () => {
  test('survives a call', () => {
    fc.assert(
      fc.property(methodNames, fc.array(values, { maxLength: 4 }), (method, params) => {
        expect(decode(encodeCall(method, params))).toEqual({ kind: 'call', method, params: params.map(asDecoded) });
      }),
      { numRuns: 500 },
    );
  });

  test('survives a response in chunks of any size', () => {
    fc.assert(
      fc.property(values, sizes, (value, chunks) => {
        const document = Buffer.from(encodeResponse(value));
        expect(decodeInChunks(document, chunks)).toEqual({ kind: 'response', value: asDecoded(value) });
      }),
      { numRuns: 500 },
    );
  });

  test('survives a streamed response in chunks of any size', async () => {
    const rows = fc.array(fc.tuple(texts, values), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(rows, sizes, async (some, chunks) => {
        // Repeated until the document spans several pieces of the decoder.
        const list: XmlRpcValue[] = [];
        let document = '';
        for (let copies = 1; document.length < 300_000; copies *= 4) {
          list.splice(0, list.length, ...Array.from({ length: copies }, () => some).flat());
          document = '';
          for await (const piece of encodeResponseStream([list.slice(0, 2), [], list.slice(2)])) document += piece;
        }
        expect(decodeInChunks(Buffer.from(document), chunks)).toEqual({ kind: 'response', value: asDecoded(list) });
      }),
      { numRuns: 20 },
    );
  });

  test('a fault survives with its code and message', () => {
    fc.assert(
      fc.property(fc.integer(), texts, (code, message) => {
        expect(decode(encodeFault(code, message))).toEqual({ kind: 'fault', code, message });
      }),
    );
  });

  test('a struct has no inherited members', () => {
    const message = decode(encodeResponse({ a: 1 }));
    expect(
      message.kind === 'response' &&
        message.value !== null &&
        typeof message.value === 'object' &&
        'toString' in message.value,
    ).toBe(false);
  });
});

describe('a document cut in two at any byte', () => {
  // Everything that a document may contain, in usual and unusual spellings.
  const middle = `<!-- a - comment -- --><?pi some?><ex:methodResponse  xmlns:ex = 'http://a.example/>'>\r\n<params><param a="1"><value ><array><data>
<value><string>&lt;&#65;&#x1F4DE;&amp;\u00e9\u{1f4de}\r\n]]&gt;</string></value><value>plain<!-- c --> text</value><value><![CDATA[<&]] ]]]></value>
<value/><value><nil/></value><value><ex:i8 >-9007199254740993</ex:i8></value>\ufeff\u00a0<value>
<boolean> 1 </boolean>\t</value><value><struct><member><name>n</name><value><double>-1.5</double></value></member></struct></value>
<value><dateTime.iso8601>20261124T04:19:16</dateTime.iso8601></value></data></array></value></param></params></ex:methodResponse>`;
  const value = [
    '<A\u{1f4de}&\u00e9\u{1f4de}\n]]>',
    'plain text',
    '<&]] ]',
    '',
    null,
    -9007199254740993n,
    true,
    { n: -1.5 },
    new Date('2026-11-24T04:19:16Z'),
  ];
  // Makes the chunks too large for the decoder's buffer.
  const blanks = ' '.repeat(5000);
  const documents = {
    'UTF-8': Buffer.from(`<?xml version="1.0"?>${blanks}${middle}${blanks}`),
    'UTF-16': Buffer.from(`\ufeff<?xml version="1.0" encoding="UTF-16"?>${blanks}${middle}${blanks}`, 'utf16le'),
  };

  test.each(['UTF-8', 'UTF-16'] as const)('decodes to the same value in %s', (encoding) => {
    const document = documents[encoding];
    const before = document.indexOf(encoding === 'UTF-8' ? '<!--' : Buffer.from('<!--', 'utf16le'));
    for (let cut = before; cut < before + Buffer.byteLength(middle, encoding === 'UTF-8' ? 'utf8' : 'utf16le'); cut++) {
      const decoder = createDecoder();
      decoder.write(document.subarray(0, cut));
      decoder.write(document.subarray(cut));
      expect(decoder.end()).toEqual({ kind: 'response', value });
    }
  });
});

describe('a value that XML-RPC cannot represent:', () => {
  const cyclic: XmlRpcValue[] = [];
  cyclic.push(cyclic);
  test.each<[string, XmlRpcValue, string]>([
    [
      'a character that XML forbids',
      ['a', { name: 'x\u0000' }],
      'value at [0][1].name: a character that XML does not allow (U+0000)',
    ],
    ['a lone surrogate', '\ud83d', 'value at [0]: a lone surrogate (U+D83D)'],
    ['a lone surrogate in a name', { '\udcde': 1 }, 'value at [0].\udcde: a lone surrogate (U+DCDE)'],
    ['NaN', [Number.NaN], 'value at [0][0]: XML-RPC cannot represent NaN'],
    ['infinity', -Infinity, 'value at [0]: XML-RPC cannot represent -Infinity'],
    ['a big integer', 2n ** 63n, 'value at [0]: an integer of more than 64 bits'],
    ['an invalid date', new Date(Number.NaN), 'value at [0]: a date outside the years 0 to 9999'],
    ['a late date', new Date('+010000-01-01T00:00:00Z'), 'value at [0]: a date outside the years 0 to 9999'],
    ['a cyclic value', cyclic, 'more than 64 levels of arrays and structs'],
  ])('%s is rejected with its path and without its text', (_, value, message) => {
    expect(() => encodeCall('m', [value])).toThrow(XmlRpcValueError);
    expect(() => encodeCall('m', [value])).toThrow(message);
  });
});
