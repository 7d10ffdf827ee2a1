import { invisibleProblem, type Parsed } from '#autoprov';

const MAX_NAME_LENGTH = 128;
const MIN_PASSWORD_LENGTH = 8;
const MAX_PASSWORD_LENGTH = 1024;

/**
 * Parses an account name: 1 to 128 characters, without colons (which end the name in HTTP Basic, RFC 7617), control
 * and invisible characters and spaces at its ends. Returns it in Unicode normalization form C, since keyboards differ.
 */
export function parseAccountName(text: string): Parsed<string> {
  const problems: string[] = [];
  if (text.trim() === '') problems.push('An account name cannot be empty.');
  else if (text.trim() !== text) problems.push('An account name cannot begin or end with a space.');
  if (text.includes(':')) problems.push('An account name cannot contain a colon, which ends the name in HTTP Basic.');
  if (/\p{Cc}/u.test(text)) problems.push('An account name cannot contain control characters.');
  const invisible = invisibleProblem(text, 'no modifiers');
  if (invisible !== undefined) problems.push(`An account name must be readable. ${invisible}`);
  if (text.length > MAX_NAME_LENGTH)
    problems.push(`An account name has at most ${MAX_NAME_LENGTH} characters; this one has ${text.length}.`);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: normalise(text) };
}

/**
 * Parses a new password: 8 (the minimum of NIST SP 800-63B) to 1,024 characters, without control characters such as line
 * breaks.
 */
export function parsePassword(text: string): Parsed<string> {
  const problems: string[] = [];
  const length = Array.from(normalise(text)).length;
  if (length === 0) problems.push('The password is empty.');
  else if (length < MIN_PASSWORD_LENGTH)
    problems.push(
      `A password has at least ${MIN_PASSWORD_LENGTH} characters; this one has ${length}. Nothing was changed.`,
    );
  if (/\p{Cc}/u.test(text)) problems.push('The password contains a control character or a line break.');
  if (text.includes('\ufffd')) problems.push('The password is not UTF-8, so it could not be typed in a browser.');
  if (text.length > MAX_PASSWORD_LENGTH) problems.push(`A password has at most ${MAX_PASSWORD_LENGTH} characters.`);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: normalise(text) };
}

/** Unicode normalization form C: an ö may be typed as one character or two. */
export function normalise(text: string): string {
  return text.normalize('NFC');
}
