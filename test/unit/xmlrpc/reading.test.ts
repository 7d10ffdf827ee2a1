import { Buffer } from 'node:buffer';
import { decode, XmlRpcSyntaxError, type XmlRpcMessage, type XmlRpcValue } from '#xmlrpc';

/** The value of a response whose `<value>` holds this. */
function read(inner: string): XmlRpcValue {
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
    // What senders write all the same.
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
    ['<array/>', []],
    ['<array><data/></array>', []],
    ['<struct/>', {}],
    ['<struct><member><value>first</value><name>late name</name></member></struct>', { 'late name': 'first' }],
    [
      '<struct><member><name>a</name><value>1</value></member><member><name>a</name><value>2</value></member></struct>',
      { a: '2' },
    ],
  ])('%s is read', (inner, value) => {
    expect(read(inner)).toEqual(value);
  });

  test.each([
    ['<int/>', 'no integer in <int>'],
    ['<int>1.5</int>', 'no integer in <int>'],
    ['<int>0x10</int>', 'no integer in <int>'],
    ['<int>1 2</int>', 'no integer in <int>'],
    [`<i8>${'9'.repeat(81)}</i8>`, 'no integer in <i8>'],
    ['<boolean>2</boolean>', 'neither 0 nor 1 in <boolean>'],
    ['<boolean/>', 'neither 0 nor 1 in <boolean>'],
    ['<double>1,5</double>', 'no number in <double>'],
    ['<double>.</double>', 'no number in <double>'],
    ['<dateTime.iso8601>yesterday</dateTime.iso8601>', 'no date and time in <dateTime.iso8601>'],
    ['<dateTime.iso8601>20260231T00:00:00</dateTime.iso8601>', 'no date and time in <dateTime.iso8601>'],
    ['<base64>AAE*</base64>', 'no base64 in <base64>'],
    ['<base64>A</base64>', 'no base64 in <base64>'],
    ['<nil>nothing</nil>', 'text in <nil>'],
    ['<string>a</string><string>b</string>', 'a second <string> in <value>'],
    ['<string>a</string><int>1</int>', '<int> beside another element in <value>, which may hold only one'],
    ['text<string>a</string>', 'text beside the elements in <value>'],
    ['<string>a</string>text', 'text beside the elements in <value>'],
    ['<float64>1</float64>', '<float64> where <string>,'],
    ['<array><value>1</value></array>', '<value> where <data> or </array> may stand'],
    ['<struct><member><name>a</name></member></struct>', '<member> without <value>'],
    ['<struct><member/></struct>', '<member> without <name> and <value>'],
    ['<string>a</int>', '</int> where </string> may stand'],
  ])('%s is refused', (inner, problem) => {
    expect(() => read(inner)).toThrow(XmlRpcSyntaxError);
    expect(() => read(inner)).toThrow(problem);
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
  ])('%s is read', (document, message) => {
    expect(decode(document)).toEqual(message);
  });

  test.each([
    ['', 'line 1, column 1: the document is empty'],
    [' \n ', 'line 2, column 2: the document is empty'],
    ['OK', 'line 1, column 1: text outside the root element'],
    ['{"jsonrpc":"2.0"}', 'line 1, column 1: text outside the root element'],
    ['<!DOCTYPE html><html></html>', 'a document type declaration'],
    [
      '<html><body>Not found</body></html>',
      '<html> where an XML-RPC document begins with <methodCall> or <methodResponse>',
    ],
    ['<methodCall></methodCall>', '<methodCall> without <methodName>'],
    ['<methodCall><methodName> </methodName></methodCall>', 'an empty <methodName>'],
    ['<methodResponse></methodResponse>', 'a response carries exactly one value, this one has 0'],
    ['<methodResponse><params/></methodResponse>', 'a response carries exactly one value, this one has 0'],
    [
      '<methodResponse><params><param><value/></param><param><value/></param></params></methodResponse>',
      'a response carries exactly one value, this one has 2',
    ],
    ['<methodResponse><fault><value>a</value></fault></methodResponse>', 'a <fault> without a faultCode'],
    ['<methodCall><methodName>a</methodName></methodCall>b', 'text outside the root element'],
    ['<methodCall><methodName>a</methodName></methodCall><methodCall>', '<methodCall>'],
    [
      '<methodCall>\n <methodName>a</methodName>\n <params>x',
      'line 3, column 10: text beside the elements in <params>',
    ],
    [
      '<methodCall><methodName>a < b</methodName></methodCall>',
      'a "<" that begins no tag; a plain one is written "&lt;"',
    ],
    ['<methodCall><methodName>\u0000</methodName></methodCall>', 'the character U+0000 is not allowed in XML'],
    ['<methodCall><methodName>\ud800</methodName></methodCall>', 'half a character (a lone surrogate)'],
  ])('%j is refused, and the place named', (document, problem) => {
    expect(() => decode(document)).toThrow(XmlRpcSyntaxError);
    expect(() => decode(document)).toThrow(problem);
  });

  test('that ends too early says so, wherever that is', () => {
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

  test('is refused without its values: an error goes into logs', () => {
    const document =
      '<methodCall><methodName>autoprov.registerDevice</methodName><params><param><value><string>7C2F80820EC0-55DF</string><int>55DF</int></value></param></params></methodCall>';
    expect(() => decode(document)).toThrow(/^line 1, column 117: (?!.*55DF)/);
  });
});

describe('entities and declarations that make small documents big', () => {
  const call = (text: string): string => `<methodCall><methodName>${text}</methodName></methodCall>`;
  test.each([
    [
      'a laugh',
      '<!DOCTYPE a [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]>' + call('&lol2;'),
      'a document type declaration',
    ],
    [
      'a file of the machine',
      '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + call('&x;'),
      'a document type declaration',
    ],
    ['a declaration inside', call('<!DOCTYPE a>'), 'a document type declaration'],
    ['an entity that is none', call('&nbsp;'), 'an entity that is none of &lt; &gt; &amp; &quot; &apos;'],
    ['an entity of JavaScript', call('&toString;'), 'an entity that is none of'],
    ['a plain &', call('a & b'), 'a "&" that begins no reference'],
    ['a long reference', call(`&#${'0'.repeat(20)}65;`), 'a "&" that begins no reference'],
    ['a reference to no character', call('&#0;'), 'the character U+0000 is not allowed in XML'],
    ['a reference to half a character', call('&#xD83D;'), 'a reference to U+D83D, which is no character'],
    ['a reference beyond Unicode', call('&#x110000;'), 'a reference to U+110000, which is no character'],
    ['an endless tag', `<methodCall a="${'x'.repeat(2000)}">`, 'a tag of more than 1024 characters'],
  ])('%s is refused', (_, document, problem) => {
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
    ['depth', { depth: 4 }, nested(4), nested(6), 'more than 4 arrays and structs within each other'],
    ['count', { values: 10 }, list(10), list(11), 'more than 10 values'],
    ['size', { bytes: list(5).length }, list(5), list(6), /longer than \d+ (bytes|characters)/],
  ])('of %s is refused, and one that keeps to it is not', (_, limits, good, bad, problem) => {
    for (const as of [(text: string) => text, (text: string) => Buffer.from(text)]) {
      expect(decode(as(good), { limits }).kind).toBe('response');
      expect(() => decode(as(bad), { limits })).toThrow(XmlRpcSyntaxError);
      expect(() => decode(as(bad), { limits })).toThrow(problem);
    }
  });

  test('of depth is refused by default', () => {
    expect(decode(nested(64)).kind).toBe('response');
    expect(() => decode(nested(66))).toThrow('more than 64 arrays and structs within each other');
  });
});
