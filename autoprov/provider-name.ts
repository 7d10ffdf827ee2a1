import { quote, right, wrong, type Parsed } from './parsed.ts';

/** No manual states a length; this is what a column of any database holds. */
export const maxProviderNameLength = 255;

/**
 * Reads a provider name (the free text that the third argument of registerDevice is): not empty, no blanks at its ends,
 * no control characters, at most 255 characters. Comes back as written.
 */
export function parseProviderName(text: string): Parsed<string> {
  const problems: string[] = [];
  if (text.trim() === '') problems.push('It is empty.');
  else if (text.trim() !== text) problems.push('It begins or ends with a blank.');
  if (/[\p{Cc}\p{Cs}\u2028\u2029\ufffe\uffff]/u.test(text))
    problems.push('It contains a control character or a line break.');
  if (text.length > maxProviderNameLength) {
    problems.push(`It has ${text.length} characters; ${maxProviderNameLength} are the limit.`);
  }
  return problems.length === 0 ? right(text) : wrong(`${quote(text)} is not a provider name.`, ...problems);
}
