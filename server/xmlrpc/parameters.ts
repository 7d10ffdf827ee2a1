import { Fault, faultCodes } from './faults.ts';
import { isArray, type XmlRpcValue } from '#xmlrpc';

/** The name of a parameter and its type: a string or an array of strings. */
export interface Parameter {
  readonly name: string;
  readonly kind: 'string' | 'strings';
}

/** The checked parameters of a call by type. */
export interface Arguments {
  string(index: number): string;
  strings(index: number): readonly string[];
}

/**
 * Checks the parameters of a call.
 *
 * @throws Fault (-32602) whose message states the expected and the received parameters
 */
export function readParameters(
  method: string,
  expected: readonly Parameter[],
  params: readonly XmlRpcValue[],
): Arguments {
  if (params.length !== expected.length) wrong(method, expected, `This call has ${params.length}.`);
  const read = params.map((value, index) => {
    const wanted = expected[index];
    if (wanted?.kind === 'string' && typeof value === 'string') return { text: value, list: [] };
    const list = wanted?.kind === 'strings' ? stringsOf(value) : undefined;
    if (list !== undefined) return { text: '', list };
    return wrong(method, expected, `Parameter ${index + 1} of this call is ${describe(value)}.`);
  });
  return { string: (index) => read[index]?.text ?? '', strings: (index) => read[index]?.list ?? [] };
}

/** Validates any number of strings, such as the provider names of listDevices. */
export function readStrings(method: string, name: string, params: readonly XmlRpcValue[]): readonly string[] {
  return params.map((value, index) => {
    if (typeof value === 'string') return value;
    throw new Fault(
      faultCodes.wrongParameters,
      `${method} takes any number of strings (${name}), each as a separate parameter. Parameter ${index + 1} of this call is ${describe(value)}.`,
    );
  });
}

function wrong(method: string, expected: readonly Parameter[], complaint: string): never {
  const list = expected.map(({ name, kind }) =>
    kind === 'string' ? `${name} (a string)` : `${name} (an array of strings)`,
  );
  const noun = expected.length === 1 ? 'parameter' : 'parameters';
  throw new Fault(
    faultCodes.wrongParameters,
    `${method} takes ${expected.length} ${noun}: ${list.join(', ')}. ${complaint}`,
  );
}

function stringsOf(value: XmlRpcValue): readonly string[] | undefined {
  if (!isArray(value)) return undefined;
  const strings = value.filter((element) => typeof element === 'string');
  return strings.length === value.length ? strings : undefined;
}

function describe(value: XmlRpcValue): string {
  if (value === null) return 'nil';
  if (value instanceof Date) return 'a dateTime.iso8601';
  if (value instanceof Uint8Array) return 'base64 data';
  if (isArray(value))
    return value.every((element) => typeof element === 'string') ? 'an array' : 'an array that holds more than strings';
  switch (typeof value) {
    case 'string':
      return 'a string';
    case 'boolean':
      return 'a boolean';
    case 'object':
      return 'a struct';
    default:
      return 'a number';
  }
}
