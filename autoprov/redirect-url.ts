import { asciiHostName, isHostName } from './host-name.ts';
import { accept, quote, reject, type Parsed } from './parsed.ts';
import { decodeEscapes } from './percent-encoding.ts';
import { REDACTED, redactUrl } from './redact-url.ts';

/** A placeholder that the redirect server or the phone replaces: the MAC, or the device ID of the model (`42/2`). */
export type Placeholder = '%MACD' | '%DVID';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** The URL template of a provisioning server. */
export interface RedirectUrl {
  /** As written. */
  readonly text: string;
  /** For HTTP digest: Maxwell B, 2, 3 and 4 take the user name and password from the URL (vendor manual). */
  readonly credentials: Credentials | undefined;
  readonly placeholders: readonly Placeholder[];
  /**
   * Other format specifiers, such as `%DURL`. Phones replace several, but which of them a redirect server accepts is not
   * documented.
   */
  readonly otherSpecifiers: readonly string[];
}

/** The vendor manual states no limit; every common browser and server accepts this length. */
export const MAX_REDIRECT_URL_LENGTH = 2048;
/** A longer text is only reported as too long: it is probably not a URL, and looking for all its mistakes takes seconds. */
const MAX_CHECKED_LENGTH = 4 * MAX_REDIRECT_URL_LENGTH;

const tooLong = ({ length }: string): string => `It has ${length} characters; the limit is ${MAX_REDIRECT_URL_LENGTH}.`;

const placeholders: readonly Placeholder[] = ['%MACD', '%DVID'];
const placeholder = /%MACD|%DVID/g;
/** A format specifier of the phones' firmware: four capital letters that do not begin with a percent-escape. */
const specifier = /%(?![0-9A-F]{2})[A-Z]{4}(?![A-Z])/g;
const shape = /^(https?:\/\/)(?:([^/?#]*)@)?([^/?#]+)(.*)$/i;
/** The user info of RFC 3986 with a user name, and with or without a password. */
const userInfoShape = /^[^@:]+(?::[^@]*)?$/;

/**
 * Parses a redirect URL: http or https, a host, and `%` only in format specifiers and percent-escapes. It rejects blanks, control
 * characters, quotes, angle brackets, backslashes and characters beyond ASCII, because a phone receives the text in a
 * `Location:` header. Format specifiers other than the two placeholders are accepted, unless they look like a misspelling.
 * It also rejects credentials that no phone can use: without a user name, with a plain `@`, or redacted.
 * The problems never repeat a password.
 */
export function parseRedirectUrl(text: string): Parsed<RedirectUrl> {
  if (text.length > MAX_CHECKED_LENGTH) {
    return reject(`${quote(redactUrl(text.slice(0, MAX_CHECKED_LENGTH)))} is not a redirect URL.`, tooLong(text));
  }
  const [, scheme = '', userInfo, host = '', rest = ''] = shape.exec(text) ?? [];
  const shown = redactUrl(text);
  const problems = [...forbiddenCharacters(withoutHost(shown)), ...unknownPlaceholders(shown)];
  if (text.length > MAX_REDIRECT_URL_LENGTH) {
    problems.push(tooLong(text));
  }
  if (problems.length === 0 && forbiddenCharacters(withoutHost(text)).length + unknownPlaceholders(text).length > 0) {
    problems.push(
      'Its password contains a character that must be percent-encoded, such as %20 for a blank or %25 for %.',
    );
  }
  if (scheme === '') {
    problems.push('It must start with http:// or https:// and a host, as in http://provider.example/xml/%MACD.xml.');
  } else if (userInfo !== undefined && !userInfoShape.test(userInfo)) {
    problems.push(
      userInfo.includes('@')
        ? 'In a user name or password, write "@" as %40.'
        : 'Its user name is empty. Write credentials as http://NAME:PASSWORD@HOST/.',
    );
  } else if (!isHost(host)) {
    problems.push(
      rest.includes('@')
        ? 'In a user name or password, write "/", "?" and "#" as %2F, %3F and %23.'
        : hostProblem(shape.exec(shown)?.[3] ?? ''),
    );
  }
  if (isRedacted(text, userInfo)) {
    problems.push(`${quote(REDACTED)} stands for a password that is not shown. Write the password itself.`);
  }
  if (problems.length > 0) return reject(`${quote(shown)} is not a redirect URL.`, ...problems);
  return accept({
    text,
    credentials: userInfo === undefined ? undefined : parseCredentials(userInfo),
    placeholders: placeholders.filter((known) => text.includes(known)),
    otherSpecifiers: [...new Set(text.match(specifier))].filter((found) => !isPlaceholder(found)),
  });
}

/** Whether a URL was copied from a place that shows it without its secrets. */
function isRedacted(text: string, userInfo = ''): boolean {
  const asParameter = `=${REDACTED}`;
  return userInfo.endsWith(REDACTED) || text.endsWith(asParameter) || text.includes(`${asParameter}&`);
}

/** Replaces the placeholders of a redirect URL by a phone's MAC (12 digits) and the device ID of its model (`42/2`). */
export function expandRedirectUrl(text: string, phone: { mac: string; deviceId: string }): string {
  return text.replace(placeholder, (found) => (found === '%MACD' ? phone.mac : phone.deviceId));
}

/** Puts credentials, percent-encoded, in front of the host of a URL, in place of any that it has. */
export function withCredentials(text: string, credentials: Credentials): string {
  const user = `${encodeUserInfo(credentials.username)}:${encodeUserInfo(credentials.password)}`;
  return text.replace(shape, (_, scheme: string, _old: string | undefined, host: string, rest: string) =>
    [scheme, user, '@', host, rest].join(''),
  );
}

/** A URL without its credentials, if it has any. */
export function withoutCredentials(text: string): string {
  return text.replace(shape, (_, scheme: string, _userInfo: string | undefined, host: string, rest: string) =>
    [scheme, host, rest].join(''),
  );
}

function forbiddenCharacters(text: string): readonly string[] {
  const found = new Set(text.match(/[^\x21-\x7e]|["<>\\]/gu));
  return [...found].slice(0, 3).map((character) => {
    const escaped = /\p{Surrogate}/u.test(character) ? '%EF%BF%BD' : encodeURIComponent(character);
    return `It contains ${nameOf(character)}, which is not allowed in a URL; write ${escaped}.`;
  });
}

function nameOf(character: string): string {
  if (character === ' ') return 'a blank';
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return /[\p{C}\p{Z}]/u.test(character) ? `the character U+${code}` : quote(character);
}

function unknownPlaceholders(text: string): readonly string[] {
  const found = new Set(text.match(/%(?!MACD|DVID|[0-9A-Fa-f]{2})[A-Za-z0-9]{0,4}/g));
  const others = new Set(text.match(specifier));
  const wrong = [...found].filter((name) => !others.has(name) || misspelled(name) !== undefined);
  return wrong.slice(0, 3).map((name) => {
    const meant = misspelled(name);
    if (meant === undefined) {
      return `${quote(name)} is not a placeholder; use %MACD (the MAC) or %DVID (the device ID), or write a plain % as %25.`;
    }
    const isUpper = name.toUpperCase() === meant;
    return `${quote(name)} is not a placeholder; write ${meant}${isUpper ? ' in upper case' : ''}.`;
  });
}

const isPlaceholder = (text: string): boolean => placeholders.some((known) => known === text);

/** The placeholder that a text is most likely meant to be: it differs in one letter or in case, or its end is missing. */
function misspelled(name: string): Placeholder | undefined {
  const upper = name.toUpperCase();
  return placeholders.find((known) => {
    if (upper.length < known.length) return upper.length >= 3 && known.startsWith(upper);
    const differing = Array.from(known).filter((letter, at) => letter !== upper[at]);
    const isSwapped = differing.length === 2 && sortedLetters(known) === sortedLetters(upper);
    return differing.length <= 1 || isSwapped;
  });
}

const sortedLetters = (text: string): string => Array.from(text).sort().join('');

/** A host and the port after it. */
const hostAndPort = /^(\[[^\]]*\]|[^:]*)(?::(\d*))?$/;
const MAX_PORT = 65_535;

function isHost(text: string): boolean {
  const [, host = '', port = ''] = hostAndPort.exec(text) ?? [];
  const expanded = expandRedirectUrl(host, { mac: '7C2F80820EC0', deviceId: '42-2' }).replace(specifier, 'host');
  return isHostName(expanded) && URL.canParse(`http://${expanded}/`) && Number(port) <= MAX_PORT;
}

/** Why a text is not a host and port: an international name that is not in its ASCII form, or anything else. */
function hostProblem(text: string): string {
  const [, host = ''] = hostAndPort.exec(text) ?? [];
  const ascii = /^[^\0-\x20\x7f]*$/.test(host) ? asciiHostName(host) : undefined;
  return ascii === undefined
    ? `${quote(text)} is not a valid host and port.`
    : `Phones look up host names in ASCII: write ${quote(host)} as ${ascii}.`;
}

/** The rest of a URL, whose characters have other rules than those of its host. */
const withoutHost = (text: string): string =>
  text.replace(shape, (_, scheme: string, userInfo: string | undefined, _host: string, rest: string) =>
    [scheme, userInfo, rest].join(''),
  );

function parseCredentials(userInfo: string): Credentials {
  const colon = userInfo.indexOf(':');
  const [username, password] = colon < 0 ? [userInfo, ''] : [userInfo.slice(0, colon), userInfo.slice(colon + 1)];
  return { username: decodeEscapes(username), password: decodeEscapes(password) };
}

/** Escapes everything but the unreserved characters of RFC 3986. */
function encodeUserInfo(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
