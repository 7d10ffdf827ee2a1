import { invisibleProblem, type Parsed } from '#autoprov';

const MAX_NAME_LENGTH = 128;
/** Separates the account from the rest of a login's name. Unlike a slash or an at sign, it needs no encoding in a URL. */
const LOGIN_SEPARATOR = '+';
const MIN_PASSWORD_LENGTH = 8;
const MAX_PASSWORD_LENGTH = 1024;

/**
 * Parses an account name: 1 to 128 characters, without colons (which end the name in HTTP Basic, RFC 7617), plus signs,
 * control and invisible characters, and spaces at its ends. Returns it in Unicode normalization form C, since keyboards
 * differ.
 */
export function parseAccountName(text: string): Parsed<string> {
  const problems = [...nameProblems('An account name', text)];
  if (text.includes(LOGIN_SEPARATOR))
    problems.push('An account name cannot contain a plus sign, which separates it from the name of a login.');
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: normalise(text) };
}

/**
 * Parses the name of another login of an account, without or with the account: `anna` and `daryna+anna` are the same. Names
 * begin with the account, so that no account can take or discover those of another one.
 *
 * @returns the user name for logging in: `daryna+anna`
 */
export function parseLoginName(account: string, text: string): Parsed<string> {
  const prefix = `${account}${LOGIN_SEPARATOR}`;
  const given = normalise(text);
  const name = given.startsWith(prefix) ? given.slice(prefix.length) : given;
  const problems = nameProblems('The name of a login', name);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: `${prefix}${name}` };
}

function nameProblems(what: string, text: string): readonly string[] {
  const problems: string[] = [];
  if (text.trim() === '') problems.push(`${what} cannot be empty.`);
  else if (text.trim() !== text) problems.push(`${what} cannot begin or end with a space.`);
  if (text.includes(':')) problems.push(`${what} cannot contain a colon, which ends the name in HTTP Basic.`);
  if (/\p{Cc}/u.test(text)) problems.push(`${what} cannot contain control characters.`);
  const invisible = invisibleProblem(text, 'no modifiers');
  if (invisible !== undefined) problems.push(`${what} must be readable. ${invisible}`);
  if (text.length > MAX_NAME_LENGTH)
    problems.push(`${what} has at most ${MAX_NAME_LENGTH} characters; this one has ${text.length}.`);
  return problems;
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
