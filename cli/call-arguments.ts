import { CommandError, exitCodes } from './command.ts';
import { methods, type XmlRpcValue } from '#autoprov';

/** The parsed arguments of `call`, and warnings about them. */
export interface CallArguments {
  readonly params: readonly XmlRpcValue[];
  readonly warnings: readonly string[];
}

/** Whether text is the name of one of the six methods, or of another one in `autoprov.`. */
export const isMethod = (text: string): boolean => /^autoprov\./i.test(text) || isKnown(readMethod(text));

const isKnown = (name: string): boolean => Object.values<string>(methods).includes(name);

/** The full name of a method; `autoprov.` may be omitted. */
export function readMethod(text: string): string {
  const full = text.includes('.') ? text : `autoprov.${text}`;
  return Object.values(methods).find((known) => known.toLowerCase() === full.toLowerCase()) ?? full;
}

/**
 * Parses arguments like the vendor's `ap-client.py`: `s:` is a string, `sl:` a comma-separated list of strings;
 * also `i:`, an integer, and `b:`, a Boolean.
 *
 * @throws CommandError if an argument has none of these forms
 */
export function readCallArguments(texts: readonly string[]): CallArguments {
  const warnings: string[] = [];
  const params = texts.map((text, index) => {
    const [, kind = '', value = ''] = /^([a-z]+):(.*)$/s.exec(text) ?? [];
    // The example of registerDeviceList in the vendor's manual has a comma after the URL, and people copy it.
    if (kind === 's' && /^https?:.*,$/i.test(value) && index < texts.length - 1) {
      warnings.push(`Argument ${index + 1} was used without its trailing comma.`);
      return value.slice(0, -1);
    }
    return readValue(kind, value, index);
  });
  return { params, warnings };
}

function readValue(kind: string, value: string, index: number): XmlRpcValue {
  switch (kind) {
    case 's':
      return value;
    case 'sl':
      return value
        .split(',')
        .map((element) => element.trim())
        .filter((element) => element !== '');
    case 'i':
      if (/^[+-]?\d{1,15}$/.test(value)) return Number(value);
      throw wrong(index, 'is not an integer: write i:42');
    case 'b':
      if (/^(1|true)$/i.test(value)) return true;
      if (/^(0|false)$/i.test(value)) return false;
      throw wrong(index, 'is not a Boolean: write b:1 or b:0');
    default:
      // The message does not repeat the argument, because it may be a MAC-ID.
      throw wrong(index, 'has no type. Write s:TEXT for a string, sl:A,B for a list of strings, i:42, or b:1');
  }
}

function wrong(index: number, complaint: string): CommandError {
  return new CommandError(`Argument ${index + 1} after the method ${complaint}.`, exitCodes.usage);
}
