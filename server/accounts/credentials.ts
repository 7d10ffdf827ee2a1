import type { Parsed } from '#autoprov';

const maxLength = 128;

/**
 * Reads the name of an account: not empty, no colon (RFC 7617 ends the name there), no control character, no blank at its
 * ends, at most 128 characters. Comes back in Unicode's composed form, since keyboards differ.
 */
export function parseAccountName(text: string): Parsed<string> {
  const problems: string[] = [];
  if (text.trim() === '') problems.push('An account name cannot be empty.');
  else if (text.trim() !== text) problems.push('An account name cannot begin or end with a blank.');
  if (text.includes(':'))
    problems.push('An account name cannot contain a colon: HTTP Basic takes it for the end of the name.');
  if (/\p{Cc}/u.test(text)) problems.push('An account name cannot contain control characters.');
  if (text.length > maxLength)
    problems.push(`An account name has at most ${maxLength} characters; this one has ${text.length}.`);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: normalise(text) };
}

/**
 * Reads a password for a new account: at least 8 characters (NIST SP 800-63B asks no less), at most 1,024, no control
 * character (a line break, most likely).
 */
export function parsePassword(text: string): Parsed<string> {
  const problems: string[] = [];
  const length = Array.from(normalise(text)).length;
  if (length === 0) problems.push('The password is empty.');
  else if (length < 8)
    problems.push(`A password has at least 8 characters; this one has ${length}. Nothing was changed.`);
  if (/\p{Cc}/u.test(text)) problems.push('The password contains a control character or a line break.');
  if (text.length > 1024) problems.push('A password has at most 1024 characters.');
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: normalise(text) };
}

/** One form for what looks the same: an ö may be one character or two. */
export function normalise(text: string): string {
  return text.normalize('NFC');
}
