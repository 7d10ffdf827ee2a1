import { Buffer } from 'node:buffer';
import { decode, XmlRpcSyntaxError, type XmlRpcMessage, type XmlRpcValue } from '#xmlrpc';

/** Decodes a response whose `<value>` contains `inner`. */
function decodeValue(inner: string): XmlRpcValue {
  const message = decode(`<methodResponse><params><param><value>${inner}</value></param></params></methodResponse>`);
  if (message.kind !== 'response') throw new Error(`a ${message.kind}`);
  return message.value;
}

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const date = (text: string): Date => new Date(text);

describe('a value', () => {
  test.each<[string, XmlRpcValue]>([
    // The specification's own examples.
    ['<i4>41</i4>', 41],
    ['<int>-12</int>', -12],
    ['<boolean>1</boolean>', true],
    ['<boolean>0</boolean>', false],
    ['<string>hello world</string>', 'hello world'],
    ['<double>-12.214</double>', -12.214],
    ['<dateTime.iso8601>19980717T14:08:55</dateTime.iso8601>', date('1998-07-17T14:08:55Z')],
    ['<base64>eW91IGNhbid0IHJlYWQgdGhpcyE=</base64>', new TextEncoder().encode("you can't read this!")],
    ['<array><data><value><i4>12</i4></value><value>Egypt</value></data></array>', [12, 'Egypt']],
    ['<struct><member><name>lowerBound</name><value><i4>18</i4></value></member></struct>', { lowerBound: 18 }],
    ['hello world', 'hello world'],
    ['', ''],
    ['<string/>', ''],
    ['<string>  kept\n </string>', '  kept\n '],
    // Extensions.
    ['<nil/>', null],
    ['<ex:nil/>', null],
    ['<nil> </nil>', null],
    ['<i8>9007199254740991</i8>', Number.MAX_SAFE_INTEGER],
    ['<i8>9007199254740993</i8>', 9007199254740993n],
    ['<ex:i8>-9223372036854775808</ex:i8>', -(2n ** 63n)],
    ['<ex:i1>-128</ex:i1>', -128],
    ['<i2>32767</i2>', 32767],
    ['<ex:float>1.5</ex:float>', 1.5],
    ['<biginteger>+1</biginteger>', 1],
    // Not in the specification, but found in practice.
    ['<int> +0042 </int>', 42],
    ['<int>-0</int>', 0],
    ['<int>4294967296</int>', 4294967296],
    ['<boolean> true </boolean>', true],
    ['<boolean>FALSE</boolean>', false],
    ['<double>1e-7</double>', 1e-7],
    ['<double>+.5E3</double>', 500],
    ['<double>5</double>', 5],
    ['<double>nan</double>', Number.NaN],
    ['<double>-Infinity</double>', -Infinity],
    ['<base64>\n  AAEC\n  Aw==\n</base64>', bytes(0, 1, 2, 3)],
    ['<base64>AAECAw</base64>', bytes(0, 1, 2, 3)],
    ['<base64/>', bytes()],
    ['<dateTime.iso8601>2026-11-24T04:19:16Z</dateTime.iso8601>', date('2026-11-24T04:19:16Z')],
    ['<dateTime.iso8601>20261124T04:19:16.250+0230</dateTime.iso8601>', date('2026-11-24T01:49:16.250Z')],
    ['<dateTime.iso8601>2026-11-24 04:19</dateTime.iso8601>', date('2026-11-24T04:19:00Z')],
    ['<dateTime.iso8601/>', null],
    ['<ex:dateTime>2026-11-24T04:19:16.250+00:00</ex:dateTime>', date('2026-11-24T04:19:16.250Z')],
    ['<ex:bigdecimal>12.50</ex:bigdecimal>', '12.50'],
    ['<array/>', []],
    ['<array><data/></array>', []],
    ['<struct/>', {}],
    ['<struct><member><value>first</value><name>late name</name></member></struct>', { 'late name': 'first' }],
    [
      '<struct><member><name>a</name><value>1</value></member><member><name>a</name><value>2</value></member></struct>',
      { a: '2' },
    ],
  ])('%s decodes', (inner, value) => {
    expect(decodeValue(inner)).toEqual(value);
  });

  test.each([
    ['<int/>', '<int> does not contain an integer'],
    ['<int>1.5</int>', '<int> does not contain an integer'],
    ['<int>0x10</int>', '<int> does not contain an integer'],
    ['<int>1 2</int>', '<int> does not contain an integer'],
    [`<i8>${'9'.repeat(81)}</i8>`, '<i8> does not contain an integer'],
    ['<boolean>2</boolean>', '<boolean> contains neither 0 nor 1'],
    ['<boolean/>', '<boolean> contains neither 0 nor 1'],
    ['<double>1,5</double>', '<double> does not contain a number'],
    ['<double>.</double>', '<double> does not contain a number'],
    ['<dateTime.iso8601>yesterday</dateTime.iso8601>', '<dateTime.iso8601> does not contain a date and time'],
    ['<dateTime.iso8601>20260231T00:00:00</dateTime.iso8601>', '<dateTime.iso8601> does not contain a date and time'],
    ['<base64>AAE*</base64>', '<base64> does not contain base64'],
    ['<base64>A</base64>', '<base64> does not contain base64'],
    ['<nil>nothing</nil>', 'text in <nil>'],
    ['<string>a</string><string>b</string>', 'a second <string> in <value>'],
    ['<string>a</string><int>1</int>', '<int> after another element in <value>, which may contain only one'],
    ['text<string>a</string>', 'text between the elements of <value>'],
    ['<string>a</string>text', 'text between the elements of <value>'],
    ['<float64>1</float64>', '<float64> where <string>,'],
    ['<array><value>1</value></array>', '<value> where <data> or </array> is expected'],
    ['<struct><member><name>a</name></member></struct>', '<member> without <value>'],
    ['<struct><member/></struct>', '<member> without <name> and <value>'],
    ['<string>a</int>', '</int> where </string> is expected'],
  ])('%s is rejected', (inner, problem) => {
    expect(() => decodeValue(inner)).toThrow(XmlRpcSyntaxError);
    expect(() => decodeValue(inner)).toThrow(problem);
  });
});

describe('a document', () => {
  test.each<[string, XmlRpcMessage]>([
    ['<methodCall><methodName> a.b </methodName></methodCall>', { kind: 'call', method: 'a.b', params: [] }],
    ['<methodCall><methodName>a</methodName><params/></methodCall>', { kind: 'call', method: 'a', params: [] }],
    [
      '<methodResponse><fault><value><struct><member><name>faultCode</name><value><int>4</int></value></member><member><name>faultString</name><value>Too many parameters.</value></member></struct></value></fault></methodResponse>',
      { kind: 'fault', code: 4, message: 'Too many parameters.' },
    ],
    [
      '<methodResponse><fault><value><struct><member><name>faultCode</name><value>-32601</value></member></struct></value></fault></methodResponse>',
      { kind: 'fault', code: -32601, message: '' },
    ],
    [
      '<methodResponse><fault><value><struct><member><name>faultCode</name><value><ex:i8>7</ex:i8></value></member><member><name>faultString</name><value>Denied</value></member><member><name>faultCause</name><value><ex:serializable>rO0=</ex:serializable></value></member></struct></value></fault></methodResponse>',
      { kind: 'fault', code: 7, message: 'Denied' },
    ],
    [
      '<methodResponse><fault><value><struct><member><name>faultCode</name><value><nil/></value></member><member><name>faultString</name><value>Denied</value></member></struct></value></fault></methodResponse>',
      { kind: 'fault', code: 0, message: 'Denied' },
    ],
    [
      '<methodResponse><fault><value>Denied</value></fault></methodResponse>',
      { kind: 'fault', code: 0, message: 'Denied' },
    ],
  ])('%s decodes', (document, message) => {
    expect(decode(document)).toEqual(message);
  });

  test.each([
    ['', 'line 1, column 1: the document is empty'],
    [' \n ', 'line 2, column 2: the document is empty'],
    ['OK', 'line 1, column 1: text outside the root element'],
    ['{"jsonrpc":"2.0"}', 'line 1, column 1: text outside the root element'],
    ['<!DOCTYPE html><html></html>', 'a document type declaration'],
    ['<html><body>Not found</body></html>', '<html> where <methodCall> or <methodResponse> is expected'],
    ['<methodCall></methodCall>', '<methodCall> without <methodName>'],
    ['<methodCall><methodName> </methodName></methodCall>', 'an empty <methodName>'],
    ['<methodResponse></methodResponse>', 'a response with 0 values instead of one'],
    ['<methodResponse><params/></methodResponse>', 'a response with 0 values instead of one'],
    [
      '<methodResponse><params><param><value/></param><param><value/></param></params></methodResponse>',
      'a response with 2 values instead of one',
    ],
    ['<methodResponse><fault><value/></fault></methodResponse>', 'a <fault> without a faultCode'],
    ['<methodCall><methodName>a</methodName></methodCall>b', 'text outside the root element'],
    ['<methodCall><methodName>a</methodName></methodCall><methodCall>', '<methodCall>'],
    [
      '<methodCall>\n <methodName>a</methodName>\n <params>x',
      'line 3, column 10: text between the elements of <params>',
    ],
    [
      '<methodCall><methodName>a < b</methodName></methodCall>',
      'a "<" that does not start a tag; write a plain one as "&lt;"',
    ],
    ['<methodCall><methodName>\u0000</methodName></methodCall>', 'XML does not allow the character U+0000'],
    ['<methodCall><methodName>\ud800</methodName></methodCall>', 'the document contains a lone surrogate'],
  ])('%j is rejected with its position', (document, problem) => {
    expect(() => decode(document)).toThrow(XmlRpcSyntaxError);
    expect(() => decode(document)).toThrow(problem);
  });

  test('that is cut off anywhere is reported as incomplete', () => {
    const whole = Buffer.from(
      '<?xml version="1.0"?><methodResponse><params><param><value>&lt;<!-- --></value></param></params></methodResponse>',
    );
    for (let length = 0; length < whole.length; length++) {
      let error: unknown;
      try {
        decode(whole.subarray(0, length));
      } catch (caught) {
        error = caught;
      }
      expect(error).toBeInstanceOf(XmlRpcSyntaxError);
      expect(error).toMatchObject({ incomplete: true });
    }
  });

  test('is rejected without repeating its values, which may be secret', () => {
    const document =
      '<methodCall><methodName>autoprov.registerDevice</methodName><params><param><value><string>7C2F80820EC0-55DF</string><int>55DF</int></value></param></params></methodCall>';
    expect(() => decode(document)).toThrow(/^line 1, column 117: (?!.*55DF)/);
  });
});

describe('a dangerous entity, declaration or tag:', () => {
  const call = (text: string): string => `<methodCall><methodName>${text}</methodName></methodCall>`;
  test.each([
    [
      'a billion laughs',
      '<!DOCTYPE a [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]>' + call('&lol2;'),
      'a document type declaration',
    ],
    [
      'a local file',
      '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + call('&x;'),
      'a document type declaration',
    ],
    ['a nested declaration', call('<!DOCTYPE a>'), 'a document type declaration'],
    ['an entity of HTML', call('&nbsp;'), 'an unknown entity; only &lt; &gt; &amp; &quot; and &apos; are defined'],
    ['a property of JavaScript', call('&toString;'), 'an unknown entity'],
    ['a plain &', call('a & b'), 'a "&" that does not start a reference'],
    ['a long reference', call(`&#${'0'.repeat(20)}65;`), 'a "&" that does not start a reference'],
    ['a reference to a forbidden character', call('&#0;'), 'XML does not allow the character U+0000'],
    ['a reference to a surrogate', call('&#xD83D;'), 'a reference to U+D83D, which is not a character'],
    ['a reference beyond Unicode', call('&#x110000;'), 'a reference to U+110000, which is not a character'],
    ['an endless tag', `<methodCall a="${'x'.repeat(2000)}">`, 'a tag of more than 1024 characters'],
  ])('%s is rejected', (_, document, problem) => {
    expect(() => decode(document)).toThrow(XmlRpcSyntaxError);
    expect(() => decode(document)).toThrow(problem);
    expect(() => decode(Buffer.from(document))).toThrow(problem);
  });
});

describe('a document beyond a limit', () => {
  const nested = (depth: number): string =>
    `<methodResponse><params><param><value>${'<array><data><value><struct><member><name>a</name><value>'.repeat(depth / 2)}${'</value></member></struct></value></data></array>'.repeat(depth / 2)}</value></param></params></methodResponse>`;
  const list = (values: number): string =>
    `<methodResponse><params><param><value><array><data>${'<value/>'.repeat(values - 1)}</data></array></value></param></params></methodResponse>`;

  test.each([
    ['depth', { depth: 4 }, nested(4), nested(6), 'more than 4 levels of arrays and structs'],
    ['count', { values: 10 }, list(10), list(11), 'more than 10 values'],
    ['size', { bytes: list(5).length }, list(5), list(6), /longer than \d+ (bytes|characters)/],
  ])('of %s is rejected, and one within it decodes', (_, limits, good, bad, problem) => {
    for (const as of [(text: string) => text, (text: string) => Buffer.from(text)]) {
      expect(decode(as(good), { limits }).kind).toBe('response');
      expect(() => decode(as(bad), { limits })).toThrow(XmlRpcSyntaxError);
      expect(() => decode(as(bad), { limits })).toThrow(problem);
    }
  });

  test('of depth is rejected by default', () => {
    expect(decode(nested(64)).kind).toBe('response');
    expect(() => decode(nested(66))).toThrow('more than 64 levels of arrays and structs');
  });
});
