import { Fault } from '../../../server/xmlrpc/faults.ts';
import { type Parameter, readParameters, readStrings } from '../../../server/xmlrpc/parameters.ts';

const macIds: Parameter = { name: 'MAC-IDs', kind: 'strings' };
const url: Parameter = { name: 'URL', kind: 'string' };
const both = 'm takes 2 parameters: MAC-IDs (an array of strings), URL (a string).';

describe('the parameters of a call', () => {
  test('are returned if number and types are correct', () => {
    const given = readParameters('m', [macIds, url], [['a', 'b'], 'c']);
    expect(given.strings(0)).toEqual(['a', 'b']);
    expect(given.string(1)).toBe('c');
    expect(readParameters('m', [macIds], [[]]).strings(0)).toEqual([]);
  });

  test.each([
    [[], `${both} This call has 0.`],
    [[['a'], 'b', 'c'], `${both} This call has 3.`],
    [['a', 'b'], `${both} Parameter 1 of this call is a string.`],
    [[['a'], ['b']], `${both} Parameter 2 of this call is an array.`],
    [[['a', 1], 'b'], `${both} Parameter 1 of this call is an array that holds more than strings.`],
    [[['a'], 42], `${both} Parameter 2 of this call is a number.`],
    [[['a'], 4.2], `${both} Parameter 2 of this call is a number.`],
    [[['a'], 2n ** 60n], `${both} Parameter 2 of this call is a number.`],
    [[['a'], true], `${both} Parameter 2 of this call is a boolean.`],
    [[['a'], null], `${both} Parameter 2 of this call is nil.`],
    [[['a'], { b: 'c' }], `${both} Parameter 2 of this call is a struct.`],
    [[['a'], new Date(0)], `${both} Parameter 2 of this call is a dateTime.iso8601.`],
    [[['a'], new Uint8Array(1)], `${both} Parameter 2 of this call is base64 data.`],
  ])('%j are refused: the fault says what the method takes, and what came', (params, message) => {
    expect(() => readParameters('m', [macIds, url], params)).toThrow(new Fault(-32602, message));
  });

  test('of listDevices may be any number of strings', () => {
    expect(readStrings('m', 'provider names', [])).toEqual([]);
    expect(readStrings('m', 'provider names', ['a', ''])).toEqual(['a', '']);
    expect(() => readStrings('m', 'provider names', ['a', ['b']])).toThrow(
      new Fault(
        -32602,
        'm takes any number of strings (provider names), each as a separate parameter. Parameter 2 of this call is an array.',
      ),
    );
  });
});
