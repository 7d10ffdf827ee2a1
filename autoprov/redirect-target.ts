import { invisibleProblem } from './invisible.ts';
import { accept, quote, reject, type Parsed } from './parsed.ts';

/** What a phone is registered with: the pair that the redirect service stores for it. */
export interface RedirectTarget {
  /** The redirect URL as it goes over the wire, including any credentials. */
  readonly url: string;
  readonly providerName: string;
}

/** Whether a registration exists and has exactly this target. */
export const hasTarget = (registration: RedirectTarget | undefined, { url, providerName }: RedirectTarget): boolean =>
  registration?.url === url && registration.providerName === providerName;

/** The vendor manual states no limit; 255 characters fit into a column of every common database. */
export const MAX_PROVIDER_NAME_LENGTH = 255;
/** A longer text is only reported as too long. */
const MAX_CHECKED_LENGTH = 4 * MAX_PROVIDER_NAME_LENGTH;

const tooLong = ({ length }: string): string =>
  `It has ${length} characters; the limit is ${MAX_PROVIDER_NAME_LENGTH}.`;

/**
 * Parses a provider name, the free text that registerDevice takes as its third argument: 1 to 255 characters, no control
 * or invisible characters, no leading or trailing blanks. Returns it unchanged.
 */
export function parseProviderName(text: string): Parsed<string> {
  if (text.length > MAX_CHECKED_LENGTH) return reject(`${quote(text)} is not a provider name.`, tooLong(text));
  const problems: string[] = [];
  if (text.trim() === '') problems.push('It is empty.');
  else if (text.trim() !== text) problems.push('It begins or ends with a blank.');
  if (/[\p{Cc}\p{Cs}\u2028\u2029\ufffe\uffff]/u.test(text)) {
    problems.push('It contains a control character or a line break.');
  } else {
    const invisible = invisibleProblem(text, 'modifiers allowed');
    if (invisible !== undefined) problems.push(invisible);
  }
  if (text.length > MAX_PROVIDER_NAME_LENGTH) problems.push(tooLong(text));
  return problems.length === 0 ? accept(text) : reject(`${quote(text)} is not a provider name.`, ...problems);
}
